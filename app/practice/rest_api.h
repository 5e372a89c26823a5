#pragma once

#include "app/practice/credentials.h"
#include "app/practice/data_api.h"
#include "app/practice/http_message.h"
#include "app/practice/rate_window.h"
#include "app/practice/venue.h"
#include "wire/order_body.h"

#include <functional>
#include <string>

namespace tapedeck::practice {

/// The REST side of the exchange: trading here, market data through DataApi (alpaca.md, section 4;
/// docs/practice-exchange.md says what is there).
class RestApi
{
public:
    /// All must outlive it. `failed` is told, once, that nothing can be made durable any more.
    RestApi(Venue& venue,
            const Credentials& credentials,
            const PracticeOptions& options,
            std::function<void(Error)> failed);

    /// How fast the tape runs just now; 0 = it stands.
    void setSpeed(Ratio speed) { m_speed = speed; }
    /// By how much the clock is told wrong.
    void setClockSkew(Nanoseconds skew) { m_clockSkew = skew; }
    /// `epochSeconds`: real time, for the rate limit.
    [[nodiscard]] HttpAnswer handle(const HttpRequest& request, std::int64_t epochSeconds);

private:
    [[nodiscard]] HttpAnswer route(const HttpRequest& request);
    [[nodiscard]] HttpAnswer trading(const HttpRequest& request);
    [[nodiscard]] bool isAuthorized(const HttpRequest& request) const;

    // rest_trading.cpp
    [[nodiscard]] HttpAnswer getAccount() const;
    [[nodiscard]] HttpAnswer configurations(const HttpRequest& request);
    [[nodiscard]] HttpAnswer getClock() const;
    [[nodiscard]] HttpAnswer getCalendar(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer getAssets(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer getAsset(const std::string& symbolOrId) const;
    [[nodiscard]] HttpAnswer getActivities(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer broken(const Error& error);

    // rest_history.cpp
    [[nodiscard]] HttpAnswer getPortfolioHistory(const HttpRequest& request) const;

    // rest_orders.cpp
    [[nodiscard]] HttpAnswer orders(const HttpRequest& request);
    [[nodiscard]] HttpAnswer order(const HttpRequest& request, const std::string& id);
    [[nodiscard]] HttpAnswer postOrder(const HttpRequest& request);
    [[nodiscard]] HttpAnswer replaceOrder(const HttpRequest& request, const std::string& id);
    [[nodiscard]] HttpAnswer listOrders(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer getByClientId(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer cancelAll();
    [[nodiscard]] std::string encoded(const BrokerOrder& order, bool nested) const;

    // rest_positions.cpp
    [[nodiscard]] HttpAnswer positions(const HttpRequest& request);
    [[nodiscard]] HttpAnswer position(const HttpRequest& request, const std::string& symbolOrId);
    [[nodiscard]] HttpAnswer getPositions() const;
    [[nodiscard]] HttpAnswer getPosition(const std::string& symbolOrId) const;
    [[nodiscard]] HttpAnswer closePosition(const HttpRequest& request,
                                           const std::string& symbolOrId);
    [[nodiscard]] HttpAnswer closePositions(const HttpRequest& request);
    [[nodiscard]] std::string encoded(const BrokerPosition& position) const;

    // rest_watchlists.cpp
    [[nodiscard]] HttpAnswer watchlists(const HttpRequest& request);
    [[nodiscard]] HttpAnswer watchlistByName(const HttpRequest& request);
    [[nodiscard]] HttpAnswer watchlist(const HttpRequest& request, const std::string& id);
    [[nodiscard]] HttpAnswer watchedSymbol(const HttpRequest& request);
    [[nodiscard]] HttpAnswer kept(Result<Watchlist> list);
    [[nodiscard]] std::optional<HttpAnswer> unlisted(const std::vector<std::string>& symbols) const;
    [[nodiscard]] std::string encoded(const Watchlist& list) const;

    Venue& m_venue;
    DataApi m_data;
    const Credentials& m_credentials;
    std::function<void(Error)> m_failed;
    Ratio m_speed;
    Nanoseconds m_clockSkew{};
    RateWindow m_tradingWindow;
    RateWindow m_dataWindow;
};

} // namespace tapedeck::practice
