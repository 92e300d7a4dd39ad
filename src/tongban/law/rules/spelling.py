"""Citations as people type and scanners read them, brought to one spelling before they are read."""

from __future__ import annotations

import re

_BRACKETS = str.maketrans(
    {
        **dict.fromkeys("〈＜<﹤«‹〖", "《"),
        **dict.fromkeys("〉＞>﹥»›〗", "》"),
        **dict.fromkeys("（﹙", "("),
        **dict.fromkeys("）﹚", ")"),
        **dict.fromkeys("[［【﹝{｛", "〔"),
        **dict.fromkeys("]］】﹞}｝", "〕"),
        **dict.fromkeys("–—―－−‐‑‒～〜~﹣", "-"),
        **dict.fromkeys("：﹕", ":"),
        **dict.fromkeys("；﹔", ";"),
        **dict.fromkeys("，﹐", ","),
        **dict.fromkeys("｡．", "。"),
        **dict.fromkeys("﹑､", "、"),
        **dict.fromkeys("＂“”〝〞「」『』", '"'),
    }
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u3000]+")
# What scanners and input methods make of the signs of a citation.
_MISREAD = str.maketrans("笫苐絛欵箉笰", "第第条款第第")
_TRADITIONAL = str.maketrans(
    "條項國務許證規辦細則號發華鄉鎮衛環護業務產勞動會議員選舉監獄檔預稅徵關稽審計統計銀險證券財經濟農種漁礦電檢驗質藥醫療傳"
    "應網絡數據護標準態農無線廣視陸衝據執師證鑒訴訟裁賠償復義殘軍懲罰訊測繪築設備節約燈輛駛駕運輸鐵開機場員總則實與"
    "優營對區域進場點緊蘇湖滬遼寧貴陝寶雲龍頒訂職業責權屬報導為將於從間問門題類親屬繼認養買賣貿價競團體學術適齡兒婦幼徵稱",
    "条项国务许证规办细则号发华乡镇卫环护业务产劳动会议员选举监狱档预税征关稽审计统计银险证券财经济农种渔矿电检验质药医疗传"
    "应网络数据护标准态农无线广视陆冲据执师证鉴诉讼裁赔偿复义残军惩罚讯测绘筑设备节约灯辆驶驾运输铁开机场员总则实与"
    "优营对区域进场点紧苏湖沪辽宁贵陕宝云龙颁订职业责权属报导为将于从间问门题类亲属继认养买卖贸价竞团体学术适龄儿妇幼征称",
)
# Inside 第…条 a circle is a zero, a katakana ニ a two, a letter l a one.
_IN_NUMBER = str.maketrans("○◯OoＯｏ0ニハ八lI|", "〇〇00000二八八111")
_PLACE = re.compile(
    r"第([0-9〇零一二三四五六七八九十百千两廿卅○◯OoニハlI|]{1,12})(?=条|款|项|目|号|、|-|至|到)"
)
_YEAR = re.compile(r"[〔(]((?:19|20)[0-9]{2})年?[〕)](?=第?[0-9〇零一二三四五六七八九十百]+号)")


def plain(text: str) -> str:
    """The text with one kind of each bracket, dash and digit, without blanks, in simplified characters."""
    text = _BLANKS.sub("", text).translate(_WIDE).translate(_BRACKETS)
    text = text.translate(_MISREAD).translate(_TRADITIONAL)
    text = _PLACE.sub(lambda found: "第" + found[1].translate(_IN_NUMBER), text)
    return _YEAR.sub(r"〔\1〕", text)


def key_of(title: str) -> str:
    """What two spellings of one title have in common: no punctuation, no 中华人民共和国 before it."""
    kept = re.sub(r"[《》〔〕()\"'、，,。·．.:;；：\-\s]", "", plain(title))
    return kept.removeprefix("中华人民共和国") or kept
