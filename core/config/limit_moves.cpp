#include "config/limit_moves.h"

#include "config/keys.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::string_view kBlocklist = "blocklist";

LimitMove blocklistMove(const LimitSettings& from, const LimitSettings& to)
{
    const bool freed =
        std::any_of(from.blocklist.begin(), from.blocklist.end(), [&to](const std::string& symbol) {
            return std::find(to.blocklist.begin(), to.blocklist.end(), symbol) ==
                   to.blocklist.end();
        });
    return {std::string{kBlocklist}, keyText(from.blocklist), keyText(to.blocklist), freed};
}

} // namespace

std::vector<LimitMove> limitMoves(const LimitSettings& from, const LimitSettings& to)
{
    std::vector<LimitMove> moves;
    const LimitTable tighter = tighterOf(from.table, to.table);
    for (const ConfigKey<LimitTable>& key : limitKeys()) {
        std::visit(
            [&](auto member) {
                if (from.table.*member == to.table.*member)
                    return;
                moves.push_back({std::string{key.name},
                                 keyText(key, from.table),
                                 keyText(key, to.table),
                                 tighter.*member != to.table.*member});
            },
            key.member);
    }
    LimitMove blocked = blocklistMove(from, to);
    if (blocked.before != blocked.after)
        moves.push_back(std::move(blocked));
    return moves;
}

bool isAnyLooser(std::span<const LimitMove> moves) noexcept
{
    return std::any_of(
        moves.begin(), moves.end(), [](const LimitMove& move) { return move.looser; });
}

std::string describe(std::span<const LimitMove> moves)
{
    std::string text;
    for (const LimitMove& move : moves)
        text += (text.empty() ? "" : ", ") + move.key + " " + move.before + " -> " + move.after;
    return text;
}

} // namespace tapedeck
