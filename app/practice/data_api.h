#pragma once

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

private:
    /// The parts of a path behind its host's version: "stocks", "AAPL", "bars", "latest".
    using Path = std::span<const std::string>;
    struct Latest; ///< what a call for the newest asks for

    // data_api.cpp
    [[nodiscard]] HttpAnswer stocks(const HttpRequest& request, Path path) const;
    /// Nothing where the plan lets the feed be read up to `to`.
    [[nodiscard]] std::optional<HttpAnswer>
    refusedFeed(const HttpRequest& request, bool latest, Timestamp to) const;

    // data_history.cpp
    [[nodiscard]] HttpAnswer
    history(const HttpRequest& request, const std::string& what, const std::string& single) const;
    [[nodiscard]] HttpAnswer bars(const HttpRequest& request,
                                  const DataWindow& window,
                                  const std::vector<std::string>& symbols,
                                  const std::string& single) const;
    [[nodiscard]] std::string ticks(bool trades,
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

    const Venue& m_venue;
    DataPlan m_plan;
};

} // namespace tapedeck::practice
