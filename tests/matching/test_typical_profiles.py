from app.companies.profile import CompanyGoal, CompanyProfile
from app.matching.profile_gains import typical_profiles
from app.matching.profiles import RankedCompany


def firm(key, *, group="here", offers="", seeks="", holds="", is_in="", goal=None):
    codes = [frozenset(each.split()) for each in (is_in, offers, seeks, holds)]
    return RankedCompany(
        key, CompanyProfile(is_in=codes[0], offers=codes[1], seeks=codes[2], holds=codes[3], goal=goal), group
    )


def filled(one, *others):
    return typical_profiles([one, *others]).filled(one)


def test_a_missing_part_is_filled_as_the_firms_that_share_the_deepest_sector_fill_it():
    warehouses = [firm(number, offers="5210", seeks="4923") for number in range(3)]
    banks = [firm(number, offers="6419", seeks="6511") for number in range(10, 20)]

    assert filled(firm("new", offers="5210"), *warehouses, *banks)["seeks"].seeks == {"4923"}


def test_fewer_than_three_firms_are_no_model_while_a_broader_sector_has_more():
    warehouse, handlers = firm(1, offers="5210", seeks="4923"), [firm(n, offers="5224", seeks="5012") for n in (2, 3)]

    assert filled(firm("new", offers="5210"), warehouse, *handlers)["seeks"].seeks == {"5012"}


def test_a_set_is_as_large_as_that_of_the_firm_in_the_middle():
    others = [firm(1, seeks="5210"), firm(2, seeks="5210 4923"), firm(3, seeks="4923 5210 6419")]

    assert filled(firm("new"), *others)["seeks"].seeks == {"4923", "5210"}


def test_the_other_side_is_no_model_and_a_part_that_nobody_fills_is_absent():
    assert filled(firm("new"), firm(1, group="there", seeks="5210")) == {}


def test_the_goal_is_the_most_frequent_one():
    others = [firm(1, goal=CompanyGoal.TRADE), firm(2, goal=CompanyGoal.TRADE), firm(3, goal=CompanyGoal.PEERS)]

    assert filled(firm("new"), *others)["goal"].goal is CompanyGoal.TRADE


def test_a_broad_sector_becomes_the_class_that_most_firms_name():
    others = [firm(1, offers="5210"), firm(2, seeks="5224"), firm(3, group="there", is_in="5224")]

    assert filled(firm("new", offers="52", seeks="01"), *others)["precision"].offers == {"5224"}
    assert filled(firm("new", offers="52", seeks="01"), *others)["precision"].seeks == {"01"}


def test_a_whole_profile_needs_no_filling():
    whole = firm("whole", offers="5210", seeks="4923", holds="aeo", is_in="5210", goal=CompanyGoal.TRADE)

    assert filled(whole, whole) == {}
