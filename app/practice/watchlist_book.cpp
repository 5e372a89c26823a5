#include "app/practice/watchlist_book.h"

#include <QUuid>

#include <algorithm>

namespace tapedeck::practice {

namespace {

Result<std::vector<std::string>> each(std::vector<std::string> symbols)
{
    std::vector<std::string> once;
    for (std::string& symbol : symbols) {
        if (std::find(once.begin(), once.end(), symbol) == once.end())
            once.push_back(std::move(symbol));
    }
    if (once.size() > WatchlistBook::kSymbolsMax)
        return fail(ErrorCode::OutOfRange, "watchlist holds too many symbols");
    return once;
}

tl::unexpected<Error> noSuchList()
{
    return fail(ErrorCode::NotFound, "watchlist not found");
}

} // namespace

const Watchlist* WatchlistBook::byId(std::string_view id) const noexcept
{
    const auto found = std::find_if(
        m_lists.begin(), m_lists.end(), [id](const Watchlist& list) { return list.id == id; });
    return found == m_lists.end() ? nullptr : &*found;
}

const Watchlist* WatchlistBook::byName(std::string_view name) const noexcept
{
    const auto found = std::find_if(m_lists.begin(), m_lists.end(), [name](const Watchlist& list) {
        return list.name == name;
    });
    return found == m_lists.end() ? nullptr : &*found;
}

Watchlist* WatchlistBook::find(std::string_view id) noexcept
{
    const auto found = std::find_if(
        m_lists.begin(), m_lists.end(), [id](const Watchlist& list) { return list.id == id; });
    return found == m_lists.end() ? nullptr : &*found;
}

Result<void> WatchlistBook::checkName(std::string_view name, std::string_view ownId) const
{
    if (name.empty() || name.size() > kNameMax)
        return fail(ErrorCode::OutOfRange, "watchlist name must be 1 to 64 characters");
    const Watchlist* taken = byName(name);
    if (taken != nullptr && taken->id != ownId)
        return fail(ErrorCode::Conflict, "watchlist name must be unique");
    return {};
}

Result<Watchlist>
WatchlistBook::create(std::string name, std::vector<std::string> symbols, Timestamp now)
{
    if (const auto fine = checkName(name, {}); !fine)
        return tl::unexpected<Error>{fine.error()};
    if (m_lists.size() >= kListsMax)
        return fail(ErrorCode::OutOfRange, "there are too many watchlists");
    auto once = each(std::move(symbols));
    if (!once)
        return tl::unexpected<Error>{once.error()};
    const std::string id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    return m_lists.emplace_back(Watchlist{id, std::move(name), now, now, std::move(*once)});
}

Result<Watchlist> WatchlistBook::change(std::string_view id,
                                        std::optional<std::string> name,
                                        std::optional<std::vector<std::string>> symbols,
                                        Timestamp now)
{
    Watchlist* list = find(id);
    if (list == nullptr)
        return noSuchList();
    if (name) {
        if (const auto fine = checkName(*name, id); !fine)
            return tl::unexpected<Error>{fine.error()};
    }
    Watchlist changed = *list;
    if (symbols) {
        auto once = each(std::move(*symbols));
        if (!once)
            return tl::unexpected<Error>{once.error()};
        changed.symbols = std::move(*once);
    }
    if (name)
        changed.name = std::move(*name);
    changed.updated = now;
    return *list = std::move(changed);
}

Result<Watchlist> WatchlistBook::add(std::string_view id, const std::string& symbol, Timestamp now)
{
    Watchlist* list = find(id);
    if (list == nullptr)
        return noSuchList();
    if (std::find(list->symbols.begin(), list->symbols.end(), symbol) != list->symbols.end())
        return fail(ErrorCode::Conflict, "symbol " + symbol + " is in the watchlist already");
    if (list->symbols.size() >= kSymbolsMax)
        return fail(ErrorCode::OutOfRange, "watchlist holds too many symbols");
    list->symbols.push_back(symbol);
    list->updated = now;
    return *list;
}

Result<Watchlist> WatchlistBook::take(std::string_view id, std::string_view symbol, Timestamp now)
{
    Watchlist* list = find(id);
    if (list == nullptr)
        return noSuchList();
    const auto found = std::find(list->symbols.begin(), list->symbols.end(), symbol);
    if (found == list->symbols.end())
        return fail(ErrorCode::NotFound, "symbol is not in the watchlist");
    list->symbols.erase(found);
    list->updated = now;
    return *list;
}

Result<void> WatchlistBook::erase(std::string_view id)
{
    if (std::erase_if(m_lists, [id](const Watchlist& list) { return list.id == id; }) == 0)
        return noSuchList();
    return {};
}

} // namespace tapedeck::practice
