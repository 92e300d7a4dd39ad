"""Laws, regulations and rules with their editions and articles, and what a citation of them says.

Chinese term: 法规库. Floor: registers.
"""
