#include "practice_support.h"
#include "wire/json_value.h"

#include <gmock/gmock.h>

namespace tapedeck::practice {
namespace {

using test::Answer;
using test::Client;
using test::ServerTest;
using test::view;
using testing::ElementsAre;
using testing::HasSubstr;

/// "Tech: AAPL,MSFT" of an item's answer.
std::string told(const Answer& answer)
{
    const auto document = JsonDocument::parse(view(answer.body));
    if (answer.status != 200 || !document)
        return std::to_string(answer.status) + " " + answer.body.toStdString();
    std::string text = document->root()["name"].text() + ":";
    for (const JsonValue asset : document->root()["assets"])
        text += " " + asset["symbol"].text();
    return text;
}

QByteArray idOf(const Answer& answer)
{
    const auto document = JsonDocument::parse(view(answer.body));
    return document ? QByteArray::fromStdString(document->root()["id"].text()) : QByteArray{};
}

TEST_F(ServerTest, WatchlistsAreMadeChangedAndKept)
{
    m_options.dataFolder = m_folder / "account";
    Client client{start()};
    EXPECT_EQ(client.get("/v2/watchlists").body, "[]");
    const Answer made =
        client.post("/v2/watchlists", R"({"name":"Tech","symbols":["AAPL","MSFT","AAPL"]})");
    EXPECT_EQ(told(made), "Tech: AAPL MSFT") << "each once";
    EXPECT_THAT(made.body.toStdString(), HasSubstr(R"("account_id":")"));
    const QByteArray path = "/v2/watchlists/" + idOf(made);
    EXPECT_EQ(told(client.get(path)), "Tech: AAPL MSFT");
    EXPECT_EQ(told(client.get("/v2/watchlists:by_name?name=Tech")), "Tech: AAPL MSFT");
    EXPECT_EQ(told(client.send("DELETE", path + "/AAPL")), "Tech: MSFT");
    EXPECT_EQ(told(client.post(path, R"({"symbol":"AAPL"})")), "Tech: MSFT AAPL");
    EXPECT_EQ(told(client.send("PUT", path, R"({"name":"Old","symbols":["AAPL"]})")), "Old: AAPL");
    EXPECT_EQ(told(client.send("PUT", path, R"({"name":"Older"})")), "Older: AAPL")
        << "what is not given stays";
    const QByteArray list = client.get("/v2/watchlists").body;
    EXPECT_THAT(list.toStdString(), HasSubstr(R"("name":"Older")"));
    EXPECT_FALSE(list.contains("assets")) << "the list has heads alone";
    (void)client.post("/v2/watchlists", R"({"name":"Empty"})");

    m_server.reset();
    m_options.resume = true;
    Client again{start()};
    EXPECT_EQ(told(again.get(path)), "Older: AAPL") << "it outlives the exchange";
    EXPECT_EQ(told(again.get("/v2/watchlists:by_name?name=Empty")), "Empty:");
    EXPECT_EQ(again.remove(path).status, 204);
    EXPECT_EQ(again.get(path).status, 404);
    EXPECT_EQ(again.remove(path).status, 404);
}

TEST_F(ServerTest, WatchlistsRefuseWhatCannotBe)
{
    Client client{start()};
    const QByteArray path =
        "/v2/watchlists/" + idOf(client.post("/v2/watchlists", R"({"name":"One"})"));
    const QByteArray longName(65, 'x');
    for (const QByteArray& body : {QByteArray{R"({"name":"One"})"},
                                   QByteArray{R"({"symbols":["AAPL"]})"},
                                   QByteArray{R"({"name":""})"},
                                   QByteArray{R"({"name":"Two","symbols":["NOSUCH"]})"},
                                   QByteArray{R"({"name":"Two","symbols":"AAPL"})"},
                                   QByteArray{"[]"},
                                   QByteArray{"{"},
                                   QByteArray{R"({"name":")" + longName + R"("})"}}) {
        const Answer answer = client.post("/v2/watchlists", body);
        EXPECT_EQ(answer.status, 422) << body.toStdString();
        EXPECT_THAT(answer.body.toStdString(), HasSubstr(R"("code":40010001)"));
    }
    EXPECT_EQ(client.post(path, "{}").status, 422);
    EXPECT_EQ(client.post(path, R"({"symbol":"NOSUCH"})").status, 422);
    EXPECT_EQ(client.post(path, R"({"symbol":"AAPL"})").status, 200);
    EXPECT_EQ(client.post(path, R"({"symbol":"AAPL"})").status, 422) << "it is there";
    EXPECT_EQ(client.send("DELETE", path + "/MSFT").status, 404);
    EXPECT_EQ(client.get("/v2/watchlists/none").status, 404);
    EXPECT_EQ(client.get("/v2/watchlists:by_name?name=none").status, 404);
    EXPECT_EQ(client.send("PATCH", "/v2/watchlists").status, 405);
    EXPECT_EQ(client.send("PATCH", path).status, 405);
    EXPECT_EQ(client.get("/v2/watchlists").body.count("\"id\""), 1) << "a refusal leaves no trace";
}

} // namespace
} // namespace tapedeck::practice
