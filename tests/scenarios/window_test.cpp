#include "desk_and_exchange.h"
#include "screen.h"
#include "ui/style/colours.h"

#include <QElapsedTimer>

#include <sysexits.h>

#include <algorithm>

namespace tapedeck::scenario {
namespace {

using practice::test::Client;

std::string textIn(const QJsonObject& row, const char* key)
{
    return row.value(QLatin1String{key}).toString().toStdString();
}

struct Look
{
    const char* name;
    const char* theme;
    QSize size;
    const char* after;
    const char* speed;
};

void PrintTo(const Look& look, std::ostream* out)
{
    *out << look.name;
}

class PictureTest : public testing::TestWithParam<Look>
{};

INSTANTIATE_TEST_SUITE_P(Looks,
                         PictureTest,
                         testing::Values(Look{"AsTyped", "dark", {1280, 800}, "20s", "1"},
                                         Look{"Light", "light", {1280, 800}, "6s", "8"},
                                         Look{"LargeDark", "dark", {2560, 1440}, "6s", "8"},
                                         Look{"LargeLight", "light", {2560, 1440}, "6s", "8"}),
                         [](const auto& look) { return std::string{look.param.name}; });

TEST_P(PictureTest, ShowsCandlesASuggestionTheSeededPositionsAndHealth)
{
    const Look& look = GetParam();
    const Home home;
    Program desk{home};
    const QString file = home.path("out.png");
    desk.start({"--practice",
                "--as-live",
                "--data",
                home.data(),
                "--screenshot",
                file,
                "--after",
                look.after,
                "--speed",
                look.speed,
                "--theme",
                look.theme,
                "--size",
                QStringLiteral("%1x%2").arg(look.size.width()).arg(look.size.height())});
    std::optional<api::ControlStatus> last;
    ASSERT_TRUE(until([&] {
        if (auto status = statusOf(home))
            last = std::move(status);
        return !desk.isRunning();
    }));
    const Finished end = desk.finish();
    ASSERT_EQ(end.code, EX_OK) << end.err.toStdString();
    ASSERT_TRUE(last);
    EXPECT_GE(last->suggestions, 1);
    EXPECT_GE(last->positions, 2);
    EXPECT_EQ(last->rules, Rules::Approval);
    EXPECT_TRUE(isLive(*last, Link::MarketData));
    EXPECT_TRUE(isLive(*last, Link::TradeUpdates));

    const QImage picture{file};
    ASSERT_EQ(picture.size(), look.size);
    const Colours& colours =
        QLatin1String{look.theme} == QLatin1String{"dark"} ? darkColours() : lightColours();
    EXPECT_GT(countOf(picture, colours.panel), look.size.width() * look.size.height() / 4);
    EXPECT_GT(countOf(picture, colours.up), 200) << "candles that rose";
    EXPECT_GT(countOf(picture, colours.down), 200) << "candles that fell";
    EXPECT_GT(countOf(picture, colours.kill), 2'000) << "the kill switch";
    const QRect right{look.size.width() / 2, 0, look.size.width() / 2, look.size.height()};
    EXPECT_FALSE(firstRun(picture, colours.accent, right, 80).isNull()) << "a button to approve";
}

/// A window on a display, and a hand on the mouse.
class MouseTest : public DeskAndExchange
{
protected:
    MouseTest() { m_speed = "3"; }

    void SetUp() override
    {
        ASSERT_NO_FATAL_FAILURE(startExchange());
        QStringList arguments = deskArguments();
        arguments.removeOne("--headless");
        m_desk.setEnvironment(m_screen.environment());
        m_desk.start(arguments + QStringList{"--as-live", "--theme", "dark", "--size", "1280x800"});
        ASSERT_TRUE(waitForStatus([](const auto& status) { return status.suggestions >= 1; }))
            << m_desk.err().toStdString();
    }
    /// The button that approves the topmost card: the row of its upper edge.
    [[nodiscard]] QRect approveButton() const
    {
        const QImage picture = m_screen.picture();
        const QRect right{picture.width() / 2, 60, picture.width() / 2, picture.height()};
        return firstRun(picture, darkColours().accent, right, 80);
    }
    [[nodiscard]] QRect killButton() const
    {
        const QImage picture = m_screen.picture();
        return boundsOf(picture, darkColours().kill, {0, 0, picture.width(), 60});
    }
    /// Clicks again and again on what `where` finds until the audit log has what it should lead to.
    [[nodiscard]] bool clickUntil(const std::function<QPoint()>& where,
                                  const std::function<bool(const AuditBooks&)>& done)
    {
        QElapsedTimer since;
        return until([&] {
            if (done(audit()))
                return true;
            const QPoint at = where();
            if (!at.isNull() && (!since.isValid() || since.hasExpired(2'000))) {
                since.start();
                m_screen.click(at);
            }
            return false;
        });
    }
    [[nodiscard]] bool waitForKillBy(const char* source)
    {
        return until([&] {
            const auto rows = audit().of("killed");
            return std::any_of(rows.begin(), rows.end(), [&](const QJsonObject& row) {
                return textIn(row.value("origin").toObject(), "name") == source;
            });
        });
    }

    Screen m_screen{m_home};
};

/// Client order ids of what a person approved.
std::vector<std::string> sentAfterApproval(const AuditBooks& books)
{
    std::vector<std::string> sent;
    for (const QJsonObject& approved : books.of("approved")) {
        for (const QJsonObject& submitted : books.of("submitted")) {
            if (textIn(submitted, "proposal_id") == textIn(approved, "proposal_id"))
                sent.push_back(textIn(submitted, "client_order_id"));
        }
    }
    return sent;
}

TEST_F(MouseTest, ApproveLeadsToAnOrderAFillAPositionAndTheirRows)
{
    const QPoint inside{20, 12};
    ASSERT_TRUE(clickUntil(
        [&] {
            const QRect button = approveButton();
            return button.isNull() ? QPoint{} : button.topLeft() + inside;
        },
        [](const AuditBooks& books) {
            const auto sent = sentAfterApproval(books);
            return !sent.empty() && books.filled.count(sent.front()) == 1;
        }));
    const AuditBooks books = audit();
    const std::string id = sentAfterApproval(books).front();
    Client client = m_exchange.client();
    const ExchangeBooks exchange = exchangeBooks(client);
    const BrokerOrder* order = exchange.find(id);
    ASSERT_NE(order, nullptr);
    EXPECT_TRUE(order->filledQuantity.isPositive());
    EXPECT_EQ(exchange.positions.count(order->spec.symbol), 1U);
    EXPECT_EQ(books.submitted.size(), sentAfterApproval(books).size())
        << "nothing is sent that nobody approved";
    for (const char* kind : {"signal_raised", "suggested", "approved", "allowed", "submitted"})
        EXPECT_GE(books.count(kind), 1U) << kind;
    expectEqualBooks();
}

TEST_F(MouseTest, DismissLeadsToNone)
{
    const QPoint gap{8, 12};
    ASSERT_TRUE(clickUntil(
        [&] {
            const QRect button = approveButton();
            // Its twin stands to the right and is as wide.
            return button.isNull() ? QPoint{}
                                   : button.topRight() + gap + QPoint{button.width() / 2, 0};
        },
        [](const AuditBooks& books) { return books.count("dismissed") >= 1; }));
    ASSERT_TRUE(waitForFindings(3));
    EXPECT_TRUE(audit().submitted.empty());
    EXPECT_EQ(audit().count("approved"), 0U);
    Client client = m_exchange.client();
    EXPECT_EQ(openOrdersAt(client), 0U);
}

TEST_F(MouseTest, TheKillSwitchAndItsHotKeyLeaveNoOrderOpen)
{
    Client client = m_exchange.client();
    ASSERT_NO_FATAL_FAILURE(placeElsewhere("BOXFND"));
    ASSERT_EQ(openOrdersAt(client), 1U);
    ASSERT_TRUE(until([this] { return !killButton().isNull(); }));
    m_screen.click(killButton().center());
    EXPECT_TRUE(waitForKillBy("window"));
    EXPECT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    EXPECT_EQ(openOrdersAt(client), 0U);

    ASSERT_EQ(command({"release"}, "release the kill switch\n").code, EX_OK);
    ASSERT_TRUE(waitForKillPhase(KillPhase::Off));
    ASSERT_NO_FATAL_FAILURE(placeElsewhere("QUANDO"));
    m_screen.press("ctrl+shift+k", "Tapedeck");
    EXPECT_TRUE(waitForKillBy("hot key"));
    EXPECT_TRUE(waitForKillPhase(KillPhase::Confirmed));
    EXPECT_EQ(openOrdersAt(client), 0U);
    const std::size_t orders = orderCount();
    EXPECT_TRUE(waitForTape(10s));
    EXPECT_EQ(orderCount(), orders);
    EXPECT_EQ(m_desk.stop().code, EX_OK);
}

} // namespace
} // namespace tapedeck::scenario
