#include "wire/actions_body.h"

#include <gtest/gtest.h>

namespace tapedeck {
namespace {

TEST(ActionsBody, ReadsEveryKindThatTheBrokerAnnounces)
{
    const auto page = parseActionsPage(R"({"corporate_actions":{
        "cash_dividends":[{"symbol":"AAPL","rate":0.24,"special":false,"foreign":false,
            "process_date":"2024-05-16","ex_date":"2024-05-10","id":"d"}],
        "forward_splits":[{"symbol":"NVDX","new_rate":10,"old_rate":1,
            "process_date":"2024-07-16","ex_date":"2024-07-16","id":"f"}],
        "reverse_splits":[{"symbol":"NVDQ","new_rate":"1","old_rate":"3",
            "process_date":"2024-07-16","ex_date":"2024-07-16","id":"r"}],
        "stock_dividends":[{"symbol":"ABC","rate":0.05,
            "process_date":"2024-07-17","ex_date":"2024-07-17","id":"s"}],
        "name_changes":[{"old_symbol":"FB","new_symbol":"META",
            "process_date":"2022-06-09","id":"n"}],
        "cash_mergers":[{"acquiree_symbol":"TWTR","rate":54.2,
            "effective_date":"2022-10-28","process_date":"2022-10-31","id":"m"}],
        "spin_offs":[{"source_symbol":"MMM","new_symbol":"SOLV","source_rate":4,"new_rate":1,
            "process_date":"2024-04-01","ex_date":"2024-04-01","id":"o"}],
        "moon_landings":[{"symbol":"MOON","process_date":"2069-07-20"}]
        },"next_page_token":"more"})");
    ASSERT_TRUE(page) << page.error().what;
    ASSERT_TRUE(page->actions.unreadable.empty()) << page->actions.unreadable[0].what;
    ASSERT_EQ(page->actions.items.size(), 8U);
    std::vector<std::string> told;
    for (const CorporateAction& action : page->actions.items)
        told.push_back(action.describe());
    const std::vector<std::string> expected{"cash_dividend of AAPL, 0.24 a share, on 2024-05-10",
                                            "forward_split of NVDX, 10 for 1, on 2024-07-16",
                                            "reverse_split of NVDQ, 1 for 3, on 2024-07-16",
                                            "stock_dividend of ABC, 1.05 for 1, on 2024-07-17",
                                            "name_change of FB to META, on 2022-06-09",
                                            "cash_merger of TWTR, on 2022-10-28",
                                            "spin_off of MMM, on 2024-04-01",
                                            "moon_landing of MOON, on 2069-07-20"};
    EXPECT_EQ(told, expected);
    EXPECT_EQ(page->nextPageToken, "more");
}

TEST(ActionsBody, OneThatCannotBeReadHidesNoOther)
{
    const auto page = parseActionsPage(R"({"corporate_actions":{"forward_splits":[
        {"symbol":"A","new_rate":0,"old_rate":1,"ex_date":"2024-07-16"},
        {"symbol":"B","new_rate":1e12,"old_rate":1,"ex_date":"2024-07-16"},
        {"symbol":"C","new_rate":2,"old_rate":1,"ex_date":"soon"},
        {"new_rate":2,"old_rate":1,"ex_date":"2024-07-16"},
        7,
        {"symbol":"E","new_rate":2,"old_rate":1,"ex_date":"2024-07-16"}]}})");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->actions.items.size(), 1U);
    EXPECT_EQ(page->actions.items[0].symbol, "E");
    EXPECT_EQ(page->actions.unreadable.size(), 5U);
    EXPECT_NE(page->actions.unreadable[0].what.find("new_rate"), std::string::npos);
}

TEST(ActionsBody, NoneAreNoneAndRubbishIsRefused)
{
    EXPECT_TRUE(parseActionsPage(R"({"corporate_actions":{},"next_page_token":null})")
                    .value()
                    .actions.items.empty());
    for (const char* rubbish : {"", "[]", "{}", R"({"corporate_actions":[]})", "<html>"})
        EXPECT_FALSE(parseActionsPage(rubbish)) << rubbish;
}

} // namespace
} // namespace tapedeck
