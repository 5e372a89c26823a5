#include "app/api/control_protocol.h"
#include "app/api/control_status_json.h"
#include "fake_port.h"

#include <QJsonDocument>

#include <gtest/gtest.h>

#include <random>

namespace tapedeck::api {
namespace {

TEST(ControlProtocol, RequestsComeBackAsTheyWere)
{
    const std::string longest(kSourceTextMax, 'x');
    for (const ControlRequest& request :
         {ControlRequest{ControlVerb::Status, false, "", ""},
          ControlRequest{ControlVerb::Kill, true, "", "command line"},
          ControlRequest{ControlVerb::Kill, false, "", longest},
          ControlRequest{ControlVerb::Release, false, "a \"phrase\"\n\t ä", "command line"}}) {
        const QByteArray line = toLine(request);
        EXPECT_EQ(line.count('\n'), 1) << line.toStdString();
        EXPECT_LE(line.size(), kRequestBytesMax);
        const auto read = requestFrom(line);
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(*read, request);
    }
}

TEST(ControlProtocol, RepliesComeBackAsTheyWere)
{
    ControlStatus killed = fullStatus(Mode::Live);
    killed.killPhase = KillPhase::Cancelling;
    killed.killedSince = timestampOf(1);
    ControlStatus bare;
    bare.since = timestampOf(0);
    for (const ControlReply& reply : {ControlReply{{true, ""}, {}},
                                      ControlReply{{false, "no,\n\"no\""}, {}},
                                      ControlReply{{true, "ok"}, fullStatus()},
                                      ControlReply{{true, "ok"}, killed},
                                      ControlReply{{true, "ok"}, bare}}) {
        const QByteArray line = toLine(reply);
        EXPECT_EQ(line.count('\n'), 1);
        const auto read = replyFrom(line);
        ASSERT_TRUE(read) << read.error().what;
        EXPECT_EQ(*read, reply);
    }
}

TEST(ControlProtocol, EveryWordOfALinkAndItsStateComesBack)
{
    ControlStatus status = fullStatus();
    status.links.clear();
    for (int link = 0; link <= static_cast<int>(Link::Options); ++link) {
        for (int state = 0; state <= static_cast<int>(LinkState::Offline); ++state)
            status.links.push_back(
                linkOf(static_cast<Link>(link), static_cast<LinkState>(state), ""));
    }
    const auto read = statusFrom(toJson(status));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->links, status.links);
}

TEST(ControlProtocol, AKillIsTakenWhoeverAsks)
{
    for (const char* line : {R"({"command":"kill"})",
                             R"({"command":"kill","source":""})",
                             R"({"command":"kill","source":7})",
                             R"({"command":"kill","source":"a\nb"})",
                             R"({"command":"kill","flatten":false,"unknown":[]})"}) {
        const auto read = requestFrom(line);
        ASSERT_TRUE(read) << line;
        EXPECT_EQ(*read, (ControlRequest{ControlVerb::Kill, false, "", "local socket"})) << line;
    }
}

TEST(ControlProtocol, WhatIsNoRequestIsNamed)
{
    for (const char* line : {"",
                             "\n",
                             "kill",
                             "[]",
                             "{}",
                             "{\"command\":\"kill\"",
                             R"({"command":7})",
                             R"({"command":"KILL"})",
                             R"({"command":"kill","flatten":"yes"})",
                             R"({"command":"release","phrase":["release the kill switch"]})"}) {
        const auto read = requestFrom(line);
        ASSERT_FALSE(read) << line;
        EXPECT_NE(read.error().what, "");
    }
}

TEST(ControlProtocol, EachKeyOfAStatusIsChecked)
{
    const QJsonObject whole = toJson(fullStatus());
    for (const QString& key : whole.keys()) {
        for (const QJsonValue& wrong :
             {QJsonValue{}, QJsonValue{-1}, QJsonValue{1e300}, QJsonValue{"nonsense at all"}}) {
            QJsonObject broken = whole;
            broken[key] = wrong;
            const bool text = key == "run_id" || key == "session_file" || key == "data_folder";
            if (text && wrong.isString())
                continue;
            const auto read = statusFrom(broken);
            ASSERT_FALSE(read) << key.toStdString();
            EXPECT_NE(read.error().what.find(key.toStdString()), std::string::npos);
        }
    }
}

TEST(ControlProtocol, RandomBytesNeverPassAsARequest)
{
    std::mt19937 random{20131010};
    for (int i = 0; i < 20'000; ++i) {
        QByteArray line;
        const auto size = random() % 64;
        for (unsigned j = 0; j < size; ++j)
            line.append(static_cast<char>(random() % 256));
        EXPECT_FALSE(requestFrom(line));
        EXPECT_FALSE(replyFrom(line));
    }
}

} // namespace
} // namespace tapedeck::api
