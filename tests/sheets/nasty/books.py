"""Lists of several tables or sheets, wide headers, several people in one row, bare lists."""

from __future__ import annotations

from tests.sheets.nasty.pages import Book


def two_row_header() -> Book:
    """Groups above the columns, the table away from the corner, firms merged over their people."""
    book = Book()
    page = book.page("Confirmed", column=2)
    page.say()
    page.say("ANNEX A: SINGAPORE DELEGATION", across=9)
    page.say()
    page.say("Company details", None, None, None, "Delegate", None, None, None, "For office use")
    page.merge(4, 1, 4, 4).merge(4, 5, 4, 8)
    page.say("#", "English name", "Chinese name", "Industry", "Name", "Title", "Email", "Mobile", "Room")
    page.firm(
        "sia",
        1,
        "Singapore Airlines Limited",
        "新加坡航空",
        "Aviation",
        "Cargo",
        "VP",
        "cargo@sia.example.org",
        None,
        "K",
    )
    page.firm("sia", None, None, None, None, "Alliances", "VP", "al@sia.example.org", None, "T")
    page.firm("sia", None, None, None, None, "Chongqing station", "Manager", None, "+86 100 0000 0001", None)
    page.join_above(3, 1, 2, 3, 4)
    page.firm("sembcorp", 2, "Sembcorp Industries Ltd", "胜科工业", "Energy", "China", "GM", None, None, None)
    page.firm("wilmar", 3, "Wilmar International Ltd", "丰益国际", "Food", "Oils", "GM", None, None, "K")
    page.firm("sia", 4, "SIA", "新航", "Aviation", "Engineering", "VP", "eng@sia.example.org", None, None)
    page.say(None, "TOTAL", None, None, "=COUNTA(G6:G11)")
    return book


def several_contacts() -> Book:
    """Two people side by side, several addresses in a cell, contacts of all kinds in one cell."""
    book = Book()
    page = book.page("Data")
    page.say(
        "Ref", "Company / Organisation", "Contact 1 Name", "Contact 1 Email", "Contact 1 Mobile", "Contact 2 Name",
        "Contact 2 Email", "Remarks / Special requests",
    )  # fmt: skip
    page.firm("food", 1, "Food Empire Holdings", "Sales", "a@fe.example.org; b@fe.example.org", "+65 0000 0041", "Mill",
              "plant@fe.example.org", "2 vegetarians")  # fmt: skip
    page.firm(
        "yeos", 2, "Yeo’s (Yeo Hiap Seng)", "Export", "mailto:export@yeos.example.org", "00000042", None, None, None
    )
    page.firm("cap", 3, "CapitaLand", "Funds <funds@cap.example.org>", None, None, None, None, "will confirm by Friday")
    page.firm(
        "gp", 4, "Great Eastern Holdings Limited", "Bancassurance", "ge [at] ge.example.org", "TBA", "-", "-", "nil"
    )
    page.firm("cap", 5, "Capitaland Investment", "Lodging", "n/a", None, None, None, "duplicate?")
    return book


def two_tables() -> Book:
    """A second table with other columns below the first, and a summary at the right."""
    book = Book()
    page = book.page("Overview")
    page.say("Main delegation", None, None, None, None, None, None, None)
    page.say("S/N", "Company Name", "Contact Person", "Email", "Phone", None, "Sector", "Count")
    page.firm("uob", 1, "United Overseas Bank", "Desk A", "a@uob.example.org", "0000 0051", None, None)
    page.firm("cse", 2, "CSE Global Pte Ltd", "Desk B", "b@cse.example.org", "0000 0052", None, None)
    page.firm("tat", 3, "Tat Hong Holdings", "Desk C", "c@tathong.example.org", "0000 0053", None, None)
    page.say()
    page.say("Observers")
    page.say("No.", "Organisation", "Name", "Designation", "Remarks")
    page.firm("esg", 1, "Enterprise Singapore", "Overseas Centre", "Director", "Chengdu office")
    page.firm("smu", 2, "Singapore Management University", "Office of Global Affairs", "Director", None)
    page.firm("uob", 3, "UOB", "Overseas branch", "Head", None)
    page.say()
    page.say("Source: registration forms")
    return book


def many_sheets() -> Book:
    """A sheet per trade, a summary, a rooming list of the same firms, firms that withdrew, a list for choices."""
    book = Book()
    summary = book.page("Summary")
    summary.say("Sector", "No. of companies")
    summary.say("Finance", 2).say("Trade", 2).say("Total", 4)
    finance = book.page("Finance")
    finance.say("S/N", "Company", "Contact", "Email")
    finance.firm("dbs", 1, "DBS Group Holdings Ltd", "Desk", "d@dbs.example.org")
    finance.firm("ifast", 2, "iFAST Corp", "Desk", "d@ifast.example.org")
    trade = book.page("Trade & Logistics")
    trade.say("S/N", "Company", "Contact", "Email")
    trade.firm("tye", 1, "Tye Soon Limited", "Desk", "d@tyesoon.example.org")
    trade.firm("psa", 2, "PSA", "Desk", "d@psa.example.org")
    gone = book.page("Withdrawn companies")
    gone.say("S/N", "Company", "Contact", "Email")
    gone.say(1, "Serial System Ltd", "Desk", "d@serial.example.org")
    choices = book.page("Dropdown", hidden=True)
    choices.say("Yes").say("No")
    return book


def bare() -> Book:
    """Names alone, one a row, without any header, with what people write behind them."""
    book = Book()
    page = book.page("Sheet1")
    page.firm("ocbc", "Oversea-Chinese Banking Corporation Limited")
    page.firm("jumbo", "JUMBO GROUP LIMITED")
    page.firm("haw", "Haw Par Corporation Limited")
    page.firm("ocbc", "Oversea Chinese Banking Corp Ltd")
    page.firm("bok", "Bok Seng Logistics Pte Ltd")
    page.firm("jumbo", "Jumbo Group Ltd.")
    return book


def spellings() -> Book:
    """One firm under many spellings, and neighbours that look like it and are others."""
    book = Book()
    page = book.page("Registration")
    page.say("SINGAPORE - CHONGQING 2032", across=4)
    page.say("S/N", "Name of firm", "Person in charge", "E-mail")
    firms = (
        ("sgx", "Singapore Exchange Limited"), ("sgx", "SINGAPORE EXCHANGE LTD (SGX)"),
        ("venture", "Venture Corp Ltd"), ("venture", "Venture Corporation Limited"),
        ("lim", "Lim Siang Huat Private Limited"), ("lim", "LIM SIANG HUAT PTE. LTD."),
        ("pil", "Pacific Int'l Lines (Pte) Ltd"), ("pil", "Pacific International Lines Pte Ltd"),
        ("mind", "MindChamps PreSchool Limited"), ("mind", "MindChamps Pre School Ltd"),
        ("fe", "Food Empire Holdings Limited"), ("fe", "Food Empire Hldgs Ltd"),
        ("sats", "SATS Ltd."), ("satsfood", "SATS Food Services Pte Ltd"),
        ("stele", "Singapore Telecommunications Ltd"), ("stele", "Singapore Telecom Ltd"),
        ("sanli", "Sanli Environmental Ltd"), ("sanlime", "Sanli M&E Engineering Pte Ltd"),
        ("qmd", "Q and M Dental Group Singapore Ltd"), ("qmd", "Q & M Dental Group (Singapore) Limited"),
        ("ht", "Hai Tong Trading Pte Ltd"), ("hs", "Hai Tong Shipping Pte Ltd"),
        ("frasers", "Frasers Property Limited"), ("flct", "Frasers Logistics & Commercial Trust"),
        ("mapleind", "Mapletree Industrial Trust"), ("maplelog", "Mapletree Logistics Trust"),
        ("maple", "Mapletree Investments Pte Ltd"), ("bsg", "Boustead Singapore Limited"),
        ("bpj", "Boustead Projects Limited"), ("surbana", "Surbana Jurong Pte. Ltd."),
        ("surbana", "Surbana Jurong Private Limited"), ("golden", "Golden Agri-Resources Ltd"),
        ("golden", "Golden Agri Resources Limited"), ("goldenenergy", "Golden Energy and Resources Ltd"),
    )  # fmt: skip
    for number, (firm, name) in enumerate(firms, 1):
        page.firm(firm, number, name, "Office", None)
    return book
