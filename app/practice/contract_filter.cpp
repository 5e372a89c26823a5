#include "app/practice/contract_filter.h"

#include "app/practice/rest_parameters.h"
#include "market/new_york.h"

#include <algorithm>

namespace tapedeck::practice {

namespace {

tl::unexpected<Error> bad(std::string_view name)
{
    return fail(ErrorCode::Malformed, "invalid value for parameter " + std::string{name});
}

Result<std::optional<Date>> dateParameter(const HttpRequest& request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text || text->empty())
        return std::optional<Date>{};
    const auto date = parseDate(*text);
    if (!date)
        return bad(name);
    return std::optional{*date};
}

Result<std::optional<Price>> priceParameter(const HttpRequest& request, std::string_view name)
{
    const auto text = request.parameter(name);
    if (!text || text->empty())
        return std::optional<Price>{};
    const auto price = Price::parse(*text);
    if (!price)
        return bad(name);
    return std::optional{*price};
}

/// The Sunday of the weekend that comes next.
Date weekendAfter(Date day) noexcept
{
    const std::chrono::sys_days start{day};
    const unsigned ahead = 7 - std::chrono::weekday{start}.c_encoding();
    return Date{start + std::chrono::days{ahead}};
}

} // namespace

Result<ContractFilter> ContractFilter::parse(const HttpRequest& request, Timestamp now, For what)
{
    ContractFilter filter;
    filter.m_now = now;
    filter.m_today = toNewYork(now).date;
    filter.m_root = request.parameter("root_symbol").value_or("");
    filter.m_underlyings = commaList(request.parameter("underlying_symbols").value_or(""));
    const std::string_view status = request.parameter("status").value_or("active");
    const std::string_view type = request.parameter("type").value_or("");
    const std::string_view style = request.parameter("style").value_or("american");
    const std::string_view penny = request.parameter("ppind").value_or("true");
    if (status != "active" && status != "inactive")
        return bad("status");
    if (!type.empty() && type != "call" && type != "put")
        return bad("type");
    if (style != "american" && style != "european")
        return bad("style");
    if (penny != "true" && penny != "false")
        return bad("ppind");
    filter.m_inactive = status == "inactive";
    filter.m_none = style == "european" || penny == "false";
    if (!type.empty())
        filter.m_call = type == "call";
    const std::pair<std::string_view, std::optional<Date>*> dates[]{
        {"expiration_date", &filter.m_expiry},
        {"expiration_date_gte", &filter.m_expiryFrom},
        {"expiration_date_lte", &filter.m_expiryTo}};
    for (const auto& [name, into] : dates) {
        const auto date = dateParameter(request, name);
        if (!date)
            return tl::unexpected<Error>{date.error()};
        *into = *date;
    }
    const std::pair<std::string_view, std::optional<Price>*> strikes[]{
        {"strike_price_gte", &filter.m_strikeFrom}, {"strike_price_lte", &filter.m_strikeTo}};
    for (const auto& [name, into] : strikes) {
        const auto strike = priceParameter(request, name);
        if (!strike)
            return tl::unexpected<Error>{strike.error()};
        *into = *strike;
    }
    if (what == For::Contracts && !filter.m_expiry && !filter.m_expiryTo)
        filter.m_expiryTo = weekendAfter(filter.m_today);
    return filter;
}

bool ContractFilter::wants(const OptionContract& contract) const
{
    const OptionTerms& terms = contract.terms;
    const bool active = terms.expiry >= m_today;
    const bool underlying =
        m_underlyings.empty() ||
        std::find(m_underlyings.begin(), m_underlyings.end(), terms.underlying) !=
            m_underlyings.end();
    return !m_none && contract.firstSeen <= m_now && active != m_inactive && underlying &&
           (m_root.empty() || m_root == terms.root) && (!m_call || *m_call == terms.call) &&
           (!m_expiry || *m_expiry == terms.expiry) &&
           (!m_expiryFrom || *m_expiryFrom <= terms.expiry) &&
           (!m_expiryTo || terms.expiry <= *m_expiryTo) &&
           (!m_strikeFrom || *m_strikeFrom <= terms.strike) &&
           (!m_strikeTo || terms.strike <= *m_strikeTo);
}

} // namespace tapedeck::practice
