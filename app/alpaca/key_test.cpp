#include "app/alpaca/key_test.h"

#include "app/alpaca/rest_client.h"
#include "session/broker_calls.h"

#include <QObject>

#include <utility>

namespace tapedeck::alpaca {

namespace {

/// Lives until its answer has come.
class KeyTest final : public QObject
{
public:
    KeyTest(Login login, std::function<void(Result<std::string>)> reply)
        : m_login{std::move(login)}, m_reply{std::move(reply)}, m_monitor{Link::BrokerRest,
                                                                          [] {
                                                                              return Timestamp{};
                                                                          }},
          m_rest{m_login, {}, m_monitor, [](LinkState, const std::string&) {}, nullptr}
    {
        m_rest.send(accountCall(), [this](const RestAnswer& answer) {
            m_reply(sentenceFor(answer));
            deleteLater();
        });
    }

private:
    [[nodiscard]] Result<std::string> sentenceFor(const RestAnswer& answer) const
    {
        const auto account = readAccount(answer);
        if (!account)
            return tl::unexpected<Error>{account.error()};
        return "The keys open a " + std::string{toString(m_login.mode())} +
               " account: " + account->status + ", equity $" + account->equity.toString() +
               ", buying power $" + account->buyingPower.toString() + ".";
    }

    Login m_login;
    std::function<void(Result<std::string>)> m_reply;
    LinkMonitor m_monitor;
    RestClient m_rest;
};

} // namespace

void testKeys(PaperKeys keys, std::function<void(Result<std::string>)> reply)
{
    testLogin(Login::paper(std::move(keys), FeedSource::Iex), std::move(reply));
}

void testKeys(LiveKeys keys, std::function<void(Result<std::string>)> reply)
{
    testLogin(Login::live(std::move(keys), FeedSource::Iex), std::move(reply));
}

void testLogin(Login login, std::function<void(Result<std::string>)> reply)
{
    new KeyTest{std::move(login), std::move(reply)};
}

} // namespace tapedeck::alpaca
