#pragma once

#include "app/practice/contract_filter.h"
#include "app/practice/corporate_actions.h"
#include "app/practice/data_query.h"
#include "app/practice/http_message.h"
#include "app/practice/options.h"
#include "app/practice/venue.h"

#include <span>
#include <string>
#include <vector>

namespace tapedeck::practice {

/// The data host's REST side: stocks, corporate actions, options, news (alpaca.md, section 4.12).
/// Whatever it serves has played: nothing is later than the exchange's clock.
class DataApi
{
public:
    /// `venue` must outlive it.
    DataApi(const Venue& venue, DataPlan plan) : m_venue{venue}, m_plan{plan} {}

    /// True for what the data host answers, on whatever path.
    [[nodiscard]] static bool isData(const HttpRequest& request) noexcept;
    [[nodiscard]] HttpAnswer handle(const HttpRequest& request) const;

    /// Option contracts stand on the trading host.
    [[nodiscard]] HttpAnswer contracts(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer contract(const std::string& symbolOrId) const;

private:
    /// The parts of a path behind its host's version: "stocks", "AAPL", "bars", "latest".
    using Path = std::span<const std::string>;
    enum class Ticks : std::uint8_t
    {
        Trades,
        Quotes,
        OptionTrades
    };

    // data_api.cpp
    [[nodiscard]] HttpAnswer stocks(const HttpRequest& request, Path path) const;
    /// Nothing where the plan lets the feed be read up to `to`.
    [[nodiscard]] std::optional<HttpAnswer>
    refusedFeed(const HttpRequest& request, bool latest, Timestamp to) const;

    // data_history.cpp
    [[nodiscard]] HttpAnswer
    history(const HttpRequest& request, const std::string& what, const std::string& single) const;
    [[nodiscard]] HttpAnswer stockBars(const HttpRequest& request,
                                       const DataWindow& window,
                                       const std::vector<std::string>& symbols,
                                       const std::string& single) const;
    [[nodiscard]] HttpAnswer bars(BarFrame frame,
                                  Adjustment adjustment,
                                  const DataWindow& window,
                                  const std::vector<std::string>& symbols,
                                  const std::string& single) const;
    [[nodiscard]] std::string ticks(Ticks kind,
                                    const DataWindow& window,
                                    const std::vector<std::string>& symbols,
                                    const std::string& single) const;
    // data_latest.cpp
    [[nodiscard]] HttpAnswer
    latest(const HttpRequest& request, const std::string& what, const std::string& single) const;
    [[nodiscard]] HttpAnswer snapshots(const HttpRequest& request, const std::string& single) const;
    void writeSnapshot(JsonWriter& json, SymbolId symbol, std::optional<Timestamp> by) const;
    // data_meta.cpp
    [[nodiscard]] static HttpAnswer exchanges();
    [[nodiscard]] static HttpAnswer conditions(const HttpRequest& request,
                                               const std::string& ticks);
    [[nodiscard]] HttpAnswer corporateActions(const HttpRequest& request) const;

    // data_options.cpp
    [[nodiscard]] HttpAnswer options(const HttpRequest& request, Path path) const;
    [[nodiscard]] std::optional<HttpAnswer> refusedOptionFeed(const HttpRequest& request) const;
    [[nodiscard]] HttpAnswer optionHistory(const HttpRequest& request,
                                           bool wantsBars,
                                           const std::vector<std::string>& symbols) const;
    [[nodiscard]] HttpAnswer optionLatest(bool wantsQuotes,
                                          const std::vector<std::string>& symbols) const;
    [[nodiscard]] HttpAnswer optionSnapshots(const HttpRequest& request,
                                             const std::vector<std::string>& symbols) const;
    [[nodiscard]] HttpAnswer optionChain(const HttpRequest& request,
                                         const std::string& underlying) const;
    // data_contracts.cpp
    void writeContract(JsonWriter& json, const OptionContract& contract, bool deliverables) const;
    // data_news.cpp
    [[nodiscard]] HttpAnswer news(const HttpRequest& request) const;

    const Venue& m_venue;
    DataPlan m_plan;
};

} // namespace tapedeck::practice
