"""Lists of one table: titles, sections, totals, notes, second contacts, withdrawn firms."""

from __future__ import annotations

from tests.sheets.nasty.pages import Book


def secretariat() -> Book:
    """Title and date above, contacts without a name of their own, a total in words, who made it."""
    book = Book()
    page = book.page("Participants")
    page.say("Singapore Manufacturing Federation", across=7)
    page.say("Business mission to Chongqing, 17 to 20 March 2032", across=7)
    page.say("List of participants as at 2 March 2032 (subject to change)")
    page.say()
    page.say("S/No.", "Name of Company", "UEN", "Contact Person", "Designation", "Email Address", "HP No.")
    page.firm("dbs", 1, "DBS Bank Ltd", "196800306E", "Head, SME", "Head", "sme@dbs.example.org", "+65 0000 0001")
    page.firm("dbs", None, None, None, "Trade Desk", "Manager", "trade@dbs.example.org", "+65 0000 0002")
    page.firm("dbs", None, None, None, "China Desk", "Director", None, "+65 0000 0003")
    page.firm("tye", 2, "Tye Soon Ltd", None, "Sales Office", "Director", "TBC", None)
    page.firm("hour", 3, "The Hour Glass Limited", None, "Retail Office", "GM", None, None)
    page.firm("pil", 4, "Pacific International Lines (Private) Limited", None, "Line Manager", None, None, "62218133")
    page.firm("pil", None, '"', None, "Ship Agency", None, "agency@pil.example.org", None)
    page.say()
    page.firm("hour", 5, "Hour Glass Ltd, The", None, "Boutiques", None, "boutique@hourglass.example.org", None)
    page.firm("yeo", 6, "Yeo Hiap Seng Ltd.", None, None, None, None, None)
    page.say()
    page.say(None, "Total no. of companies: 5")
    page.say(None, "Total no. of delegates:", None, 8)
    page.say()
    page.say("Prepared by:", None, "Secretariat")
    page.say("Note: UEN as registered with ACRA.")
    page.say("Page 1 of 1")
    return book


def by_sector() -> Book:
    """Sections in bands and in a column, counts in brackets, subtotals, numbers that begin anew."""
    book = Book()
    page = book.page("Sheet1")
    page.say("DELEGATION LIST", across=5)
    page.say("No", "Organisation", "Business", "Delegate", "E-mail / Tel")
    page.say("A. FINANCE (2 companies)", across=5)
    page.firm("uob", 1, "United Overseas Bank Ltd", "Banking", "FDI Desk", "fdi@uob.example.org / +65 0000 0011")
    page.firm("sgx", 2, "SGX", "Exchange", "Corporate Affairs", "6236 8888")
    page.say(None, "Sub-total", None, 2)
    page.say("B. LOGISTICS & TRADE", across=5)
    page.firm("ych", 1, "YCH Group", "Supply chain", "Regional Office", "info@ych.example.org")
    page.firm("psa", 2, "PSA International", "Ports", "Business Development", "bd@psa.example.org\nops@psa.example.org")
    page.firm("bok", 3, "Bok Seng Logistics", "Heavy haulage", None, None)
    page.say(None, "Sub-total:", None, 3)
    page.say(None, "Education and training")
    page.firm("raffles", 1, "Raffles Education Ltd", "Colleges", "Admissions", "adm@raffles.example.org")
    page.firm("mind", 2, "Mindchamps Pre-School Ltd", "Kindergartens", "Franchise", None)
    page.say("OTHERS", None, None, None, None)
    page.firm("nanyang", 1, "Nanyang Optical", "Retail", "Manager", "Mr Tan <tan@nanyang.example.org>")
    page.say(None, "Grand Total", None, "8 companies")
    page.say("* Business as declared by the company", across=5)
    return book


def withdrawn() -> Book:
    """Firms that do not come: by a status, a remark, words behind the name, a section of their own."""
    book = Book()
    page = book.page("Mission list")
    page.say("No.", "Company", "Status", "Representative", "Email", "Remarks")
    page.firm("haw", 1, "Haw Par Corporation Ltd", "Confirmed", "Mr Lim", "lim@hawpar.example.org", None)
    page.say(2, "Tat Hong Holdings Ltd", "Withdrawn", "Ms Ong", "ong@tathong.example.org", None)
    page.firm("sats", 3, "SATS Ltd", "Confirmed", "Ms Goh", "goh@sats.example.org", "Arriving a day late")
    page.say(4, "Food Empire Holdings Ltd", "Cancelled", "Mr Koh", None, "clash with AGM")
    page.say(5, "Jumbo Group Ltd", None, "Mr Ang", "ang@jumbo.example.org", "Withdrew 3 March, will join next year")
    page.say(6, "Boustead Singapore Ltd (withdrawn)", None, "Mr Wee", None, None)
    page.firm("isdn", 7, "ISDN Holdings Ltd", "Tentative", "Ms Chua", "chua@isdn.example.org", "pending approval")
    page.say(8, "Sanli Environmental Ltd", "Not attending", "Ms Sim", None, None)
    page.say(9, "CSE Global Ltd", "Regret", "Mr Yap", None, "regrets, unable to attend")
    page.firm("venture", 10, "Venture Corporation Ltd", "Confirmed", "Ms Low", None, "was withdrawn, now confirmed")
    page.say(11, "Vibrant Group Ltd", "Confirmed", "Mr Teo", None, None).strike()
    page.firm("ych", 12, "YCH Group Pte Ltd", "Confirmed", "Ms Yap", None, None)
    page.say("Companies that have withdrawn", across=6)
    page.say(1, "Surbana Jurong Pte Ltd", None, "Mr Ho", None, None)
    page.say(2, "Wilmar International Ltd", None, None, None, None)
    return book


def people_first() -> Book:
    """Each row is a person; the firm is said again, or its name is merged over its people."""
    book = Book()
    page = book.page("Namelist ", column=1)
    page.say("Namelist of Delegates", across=6)
    page.say("No.", "Name", "Designation", "Organisation", "Email", "Mobile")
    page.firm(
        "chamber", 1, "Head of Delegation", "President", "Singapore Chinese Chamber", "p@chamber.example.org", None
    )
    page.firm("chamber", 2, "Secretariat", "Manager", "Singapore Chinese Chamber", "s@chamber.example.org", None)
    page.firm("ocbc", 3, "Greater China Desk", "Director", "OCBC Bank", "gc@ocbc.example.org", 6500000031)
    page.firm("ocbc", 4, "SME Desk", "VP", "Oversea-Chinese Banking Corporation Ltd (OCBC)", None, None)
    page.firm("st", 5, "Smart City", "VP", "Singapore Technologies Engineering Ltd", "sc@ste.example.org", None)
    page.firm("st", 6, "Marine", "VP", "ST Engineering Ltd", "marine@ste.example.org", None)
    page.firm("keppel", 7, "Infrastructure", "GM", "Keppel Ltd", None, None)
    page.firm("kit", 8, "Trustee manager", "CFO", "Keppel Infrastructure Trust", None, None)
    page.firm("kreit", 9, "Investor relations", "Head", "Keppel REIT", None, None)
    page.firm("sembcorp", 10, "China", "GM", "Sembcorp Industries", None, None)
    page.firm("rmg", 11, "Clinics", "GM", "Raffles Medical Group", None, None)
    page.firm("rec", 12, "Colleges", "GM", "Raffles Education Corp", None, None)
    page.firm("clint", 13, "Funds", "MD", "CapitaLand Investment Limited", None, None)
    page.firm("clint", 14, "Lodging", "MD", None, None, None)
    page.join_above(2, 4)
    page.firm("clar", 15, "Industrial", "CEO", "CapitaLand Ascendas REIT", None, None)
    return book


def page_breaks() -> Book:
    """The title and header come again on every page; notes and page numbers stand between the firms."""
    book = Book()
    page = book.page("List")
    for number, firms in enumerate(
        (("Serial System Ltd", "iFAST Corporation Ltd"), ("Singtel", "Sheng Siong Group Ltd"))
    ):
        page.say("Business Delegation to Chongqing", across=5)
        page.say("Confirmed participants", across=5)
        page.say("S/N", "Company", "Contact", "Email", "Website")
        for at, name in enumerate(firms, 1 + 2 * number):
            short = name.split()[0].lower()
            page.firm(name, at, name, "Sales", f"sales@{short}.example.org", f"www.{short}.example.org")
        page.say(f"Page {number + 1} of 2")
        page.say("cont’d on next page" if not number else "— End of list —")
        page.say()
    page.say("# First time in Chongqing")
    page.say("** Subject to visa approval")
    page.say("Enquiries: secretariat@chamber.example.org, Tel +65 0000 0099")
    page.say("Last updated: 3 Mar 2032 by Secretariat")
    return book


def ditto() -> Book:
    """Below a firm its people under "same as above", "-do-" and numbers such as 1a."""
    book = Book()
    page = book.page("Delegates")
    page.say("Item", "Name of organisation", "Name of delegate", "Job Title", "E-Mail", "Contact No.")
    page.say("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")
    page.say("e.g.", "ABC Pte Ltd", "Tan Ah Kow", "Manager", "abc@abc.example.org", "+65 9000 0000")
    page.firm("lim", "1a", "Lim Siang Huat Pte Ltd", "Imports", "Manager", "im@lsh.example.org", "0000 0081")
    page.firm("lim", "1b", "same as above", "Exports", "Manager", "ex@lsh.example.org", "0000 0082")
    page.firm("vibrant", "2", "Vibrant Group", "Freight", "Manager", "fr@vibrant.example.org", "-do-")
    page.firm("vibrant", "2a", "-do-", "Property", "Manager", "pr@vibrant.example.org", "-")
    page.firm("vibrant", "2b", "Vibrant Group", "Finance", "Manager", None, "N.A.")
    page.firm("qm", "3", "Q & M Dental Group (Singapore) Limited", "Clinics", "GM", None, None)
    page.firm("qm", "4", "Q&M Dental Group (S) Ltd", "Supplies", "GM", None, None)
    page.firm("qmcn", "5", "Q&M Dental Group (China) Ltd", "China", "GM", None, None)
    return book
