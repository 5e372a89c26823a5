#include "base/symbols.h"

#include "base/check.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace tapedeck {

namespace {

/// FNV-1a; symbols are short and the table is never under attack.
std::size_t hashOf(std::string_view text) noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    return static_cast<std::size_t>(hash ^ (hash >> 32U));
}

bool isSymbolText(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= kSymbolTextMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

Symbols::Symbols() : m_slots(64) {}

Result<SymbolId> Symbols::intern(std::string_view text)
{
    if (!isSymbolText(text))
        return fail(ErrorCode::Malformed,
                    "not a symbol: '" + std::string{text.substr(0, 40)} + "'");
    if (const auto known = find(text))
        return *known;
    if (m_texts.size() == kSymbolsMax)
        return fail(ErrorCode::OutOfRange, "more symbols than one run can hold");
    if ((m_texts.size() + 1) * 2 > m_slots.size())
        grow();
    Text& entry = m_texts.emplace_back();
    std::memcpy(entry.bytes.data(), text.data(), text.size());
    entry.size = static_cast<std::uint8_t>(text.size());
    m_slots[slotOf(text)] = static_cast<std::uint32_t>(m_texts.size());
    return static_cast<SymbolId>(m_texts.size() - 1);
}

std::optional<SymbolId> Symbols::find(std::string_view text) const noexcept
{
    const std::uint32_t slot = m_slots[slotOf(text)];
    return slot == 0 ? std::nullopt : std::optional{static_cast<SymbolId>(slot - 1)};
}

std::string_view Symbols::text(SymbolId id) const noexcept
{
    CHECK(indexOf(id) < m_texts.size());
    const Text& entry = m_texts[indexOf(id)];
    return {entry.bytes.data(), entry.size};
}

std::size_t Symbols::slotOf(std::string_view text) const noexcept
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hashOf(text) & mask;
    while (m_slots[slot] != 0 && this->text(static_cast<SymbolId>(m_slots[slot] - 1)) != text)
        slot = (slot + 1) & mask;
    return slot;
}

void Symbols::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        m_slots[slotOf(text(static_cast<SymbolId>(i)))] = static_cast<std::uint32_t>(i + 1);
}

} // namespace tapedeck
