"""Clients that do not give up: each step carries a key and is sent again with it until it is answered."""

from __future__ import annotations

import http.client
import json
import queue
import random
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)
WINDOW = "linxiaoyan"
# Who speaks at which seat: the officials of the role bar, by the department of the seat.
DESKS = {
    "海棠市公安局": "majun",
    "海棠市住房和城乡建设局": "xuwenbo",
    "海棠市民政局": "gaomin",
    "海棠市不动产登记中心": "dengkai",
    "海棠市听雨区柳荫街道办事处": "hezhiqiang",
    "海棠市听雨区柳荫街道晴川社区居民委员会": "sunlihua",
}
BROKEN = (OSError, http.client.HTTPException)
AGAIN = {409, 500, 502, 503, 504}


class Unexpected(AssertionError):
    """An answer that no kill explains."""


@dataclass
class Answer:
    status: int
    body: bytes
    cookies: dict[str, str]

    @property
    def plain(self) -> Any:
        return json.loads(self.body)


@dataclass
class Session:
    """One signed-in browser: its cookies, sent again and again until there is an answer."""

    port: int
    stop: threading.Event
    cookies: dict[str, str] = field(default_factory=dict)
    repeated: int = 0

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """The answer, however often it takes; gives up only long after the server should be back for good."""
        for _attempt in range(600):
            try:
                answer = self._once(method, path, body, headers or {})
            except BROKEN:
                answer = None
            if answer is not None and answer.status not in AGAIN:
                return answer
            self.repeated += 1
            time.sleep(random.uniform(0.05, 0.3))
        raise Unexpected(f"{method} {path} was never answered")

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
            sent["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            data = response.read()
            jar = SimpleCookie()
            for line in response.headers.get_all("Set-Cookie") or ():
                jar.load(line)
            return Answer(response.status, data, {name: one.value for name, one in jar.items()})
        finally:
            connection.close()

    def sign_in(self, path: str, form: dict[str, str]) -> None:
        """Send a form that begins a session."""
        self.cookies = dict(self.ask("GET", "/sign-in/").cookies)
        done = self.ask(
            "POST",
            path,
            urllib.parse.urlencode(form).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        if done.status != 302 or "sessionid" not in done.cookies:
            raise Unexpected(f"{path} {form}: {done.status} {done.body[:300]!r}")
        self.cookies |= done.cookies

    def send(self, method: str, path: str, body: Any, key: str = "") -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or uuid.uuid4().hex}
        return self.ask(method, f"/api/v1/cases{path}", json.dumps(body).encode(), headers)

    def upload(self, path: str, name: str) -> Answer:
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
        body = head.encode() + PNG + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        return self.ask("POST", f"/api/v1/cases{path}", body, headers)


@dataclass
class Acknowledged:
    """What the server has said is done: which act, on which case, and where the case stood then."""

    act: str
    public_id: str
    number: str
    state: str
    version: int


@dataclass
class Town:
    """What all clients share: who can apply for what, the officials' sessions, and what was acknowledged."""

    port: int
    prepared: dict[str, Any]
    stop: threading.Event = field(default_factory=threading.Event)
    done: list[Acknowledged] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    officials: dict[str, Session] = field(default_factory=dict)
    work: queue.SimpleQueue[tuple[str, str, str]] = field(default_factory=queue.SimpleQueue)

    def open(self, items: tuple[str, ...], seed: int) -> None:
        """Sign the officials in, and put every applicant with every item in line.

        Who is done goes to the end of the line, with the case that has to be delivered first: a fast machine must
        not run out of people before the last kill.
        """
        for login in (WINDOW, *DESKS.values()):
            self.officials[login] = self.session()
            self.officials[login].sign_in("/demo/role/", {"role": self.prepared["roles"][login]})
        lines = [(who, item) for who in self.prepared["applicants"] for item in items]
        random.Random(seed).shuffle(lines)
        for who, item in lines:
            self.work.put((who, item, ""))

    def session(self) -> Session:
        made = Session(self.port, self.stop)
        self.sessions.append(made)
        return made


class Client(threading.Thread):
    """One client: whole cases, one after the other, until it is told to stop; the last one is finished."""

    def __init__(self, town: Town, number: int) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self.town = town

    def run(self) -> None:
        try:
            while not self.town.stop.is_set():
                self.whole_case(*self.town.work.get_nowait())
        except Exception as error:  # noqa: BLE001 - the test says what went wrong in a thread
            self.town.faults.append(f"{self.name}: {error!r}")

    def whole_case(self, cookie: str, item: str, before: str) -> None:
        citizen = self.town.session()
        name, _equals, value = cookie.partition("=")
        citizen.cookies = {name: value, "csrftoken": uuid.uuid4().hex}
        if before:
            self.until_delivered(citizen, before)
        case = self.apply(citizen, self.town.prepared["items"][item])
        self.step("accept", case, WINDOW, "/accept", {})
        while self.speak(case):
            pass
        self.town.work.put((cookie, item, case))

    def until_delivered(self, citizen: Session, case: str) -> None:
        """The same person may apply for the same again once the case before is closed."""
        for _attempt in range(600):
            if self.ok(citizen.ask("GET", f"/api/v1/cases/{case}"))["state"] == "delivered":
                return
            time.sleep(0.1)
        raise Unexpected(f"{case} was never delivered")

    def apply(self, citizen: Session, item: dict[str, Any]) -> str:
        """Begin, fill, hand in; what is missing is supplied, and handed in again with the same key."""
        draft = self.ok(citizen.send("POST", "/drafts", {"item_code": item["code"]}))
        answers = {name: value for name, value in item["answers"].items() if not draft["answers"].get(name)}
        here = f"/drafts/{draft['public_id']}"
        self.ok(citizen.send("PUT", f"{here}/answers", {"answers": answers}))
        key = uuid.uuid4().hex
        answer = citizen.send("POST", f"{here}/submit", {}, key)
        if answer.status == 422 and answer.plain["code"] == "cases.application_incomplete":
            for fault in answer.plain["faults"]:
                self.ok(citizen.upload(f"{here}/materials/{fault['field']}", "paper.png"))
            answer = citizen.send("POST", f"{here}/submit", {}, key)
        return self.acknowledge("submit", answer)

    def speak(self, case: str) -> bool:
        """One open seat answers; whether there may be more of them."""
        view = self.ok(self.town.officials[WINDOW].ask("GET", f"/api/v1/cases/{case}"))
        for seat in view["seats"]:
            login = DESKS[seat["department_name"]]
            if seat["duty"] == "decide":
                self.step("decide", case, login, "/decision", {"approve": True})
                return False
            place = urllib.parse.quote(seat["instance"], safe="")
            body = {"verdict": "agree", "reason": "情况属实"}
            self.step("opinion", case, login, f"/seats/{place}/opinion", body)
        return bool(view["seats"])

    def step(self, act: str, case: str, login: str, path: str, body: dict[str, Any]) -> None:
        self.acknowledge(act, self.town.officials[login].send("POST", f"/{case}{path}", body))

    def acknowledge(self, act: str, answer: Answer) -> str:
        told = self.ok(answer)
        self.town.done.append(
            Acknowledged(act, told["public_id"], told["number"], told["state"], told["version"])
        )
        return str(told["public_id"])

    def ok(self, answer: Answer) -> Any:
        if answer.status != 200:
            raise Unexpected(f"{answer.status} {answer.body[:500].decode(errors='replace')}")
        return answer.plain
