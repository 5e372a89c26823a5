#pragma once

#include "base/check.h"
#include "base/fixed.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/symbols.h"
#include "base/time.h"

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

/// Canonical bytes: the one spelling of a value for digests, sessions and the engine's saved state.
///
/// A struct takes part by naming its fields once, in order:
///
///     struct Trade {
///         SymbolId symbol{};
///         Price price;
///         TAPEDECK_FIELDS(self.symbol, self.price)
///     };
///
/// Integers are little-endian and of fixed width, texts and lists carry a 32-bit count before them,
/// a variant its index, an optional one byte, a SymbolId its text. There are no versions inside:
/// the file that holds the bytes has one.
namespace tapedeck {

template <class T>
concept HasFields = requires
{
    typename T::CanonicalFields;
};

template <class T>
struct IsFixed : std::false_type
{};
template <class Tag>
struct IsFixed<Fixed<Tag>> : std::true_type
{};

/// Appends canonical bytes to a buffer.
class CanonicalWriter
{
public:
    /// `symbols` is needed where a value holds a SymbolId, and must outlive the writer.
    explicit CanonicalWriter(std::string& out, const Symbols* symbols = nullptr) noexcept
        : m_out{out}, m_symbols{symbols}
    {}

    template <class... T>
    void operator()(const T&... values)
    {
        (put(values), ...);
    }

    void put(bool value) { m_out.push_back(value ? '\1' : '\0'); }
    template <std::integral T>
    requires(!std::same_as<T, bool>) void put(T value)
    {
        std::array<char, sizeof(T)> bytes{};
        auto bits = static_cast<std::make_unsigned_t<T>>(value);
        for (char& byte : bytes) {
            byte = static_cast<char>(bits & 0xFFU);
            if constexpr (sizeof(T) > 1)
                bits = static_cast<std::make_unsigned_t<T>>(bits >> 8U);
        }
        m_out.append(bytes.data(), bytes.size());
    }
    template <class T>
    requires std::is_enum_v<T>
    void put(T value) { put(static_cast<std::underlying_type_t<T>>(value)); }
    void put(SymbolId id)
    {
        CHECK(m_symbols != nullptr);
        put(m_symbols->text(id));
    }
    /// Statistics are quantised before they reach an output, so their bits may be written.
    void put(double value) { put(std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value)); }
    void put(std::string_view text)
    {
        put(static_cast<std::uint32_t>(text.size()));
        m_out.append(text);
    }
    void put(const std::string& text) { put(std::string_view{text}); }
    void put(const char*) = delete; // it would be taken for a bool
    void put(Timestamp t) { put(nanosOf(t)); }
    void put(Nanoseconds d) { put(static_cast<std::int64_t>(d.count())); }
    void put(Date date)
    {
        put(static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count()));
    }
    template <class Tag>
    void put(Fixed<Tag> value)
    {
        put(value.nanos());
    }
    template <class T>
    void put(const std::optional<T>& value)
    {
        put(value.has_value());
        if (value)
            put(*value);
    }
    template <class T>
    void put(const std::vector<T>& values)
    {
        put(static_cast<std::uint32_t>(values.size()));
        for (const auto& value : values)
            put(value);
    }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& values)
    {
        for (const auto& value : values)
            put(value);
    }
    template <class... T>
    void put(const std::variant<T...>& value)
    {
        put(static_cast<std::uint8_t>(value.index()));
        std::visit([this](const auto& held) { this->put(held); }, value);
    }
    template <HasFields T>
    void put(const T& value)
    {
        T::visitFields(*this, value);
    }

private:
    std::string& m_out;
    const Symbols* m_symbols;
};

/// Reads what CanonicalWriter wrote. After the first thing that does not fit, ok() is false and
/// every further value is left as it was: check once, at the end. Never reads past its bytes.
class CanonicalReader
{
public:
    /// `symbols` learns the symbols that the bytes name; needed where a value holds a SymbolId.
    explicit CanonicalReader(std::string_view bytes, Symbols* symbols = nullptr) noexcept
        : m_rest{bytes}, m_symbols{symbols}
    {}

    [[nodiscard]] bool ok() const noexcept { return m_ok; }
    [[nodiscard]] bool atEnd() const noexcept { return m_rest.empty(); }
    [[nodiscard]] std::size_t bytesLeft() const noexcept { return m_rest.size(); }

    template <class... T>
    void operator()(T&... values)
    {
        (get(values), ...);
    }

    void get(bool& value)
    {
        std::uint8_t byte = 0;
        get(byte);
        m_ok = m_ok && byte <= 1;
        value = byte == 1;
    }
    template <std::integral T>
    requires(!std::same_as<T, bool>) void get(T& value)
    {
        const std::string_view bytes = take(sizeof(T));
        if (bytes.size() != sizeof(T))
            return;
        std::make_unsigned_t<T> bits = 0;
        for (std::size_t i = sizeof(T); i-- > 0;) {
            if constexpr (sizeof(T) > 1)
                bits = static_cast<std::make_unsigned_t<T>>(bits << 8U);
            bits = static_cast<std::make_unsigned_t<T>>(bits | static_cast<std::uint8_t>(bytes[i]));
        }
        value = static_cast<T>(bits);
    }
    template <class T>
    requires std::is_enum_v<T>
    void get(T& value)
    {
        std::underlying_type_t<T> bits{};
        get(bits);
        value = static_cast<T>(bits);
    }
    void get(SymbolId& id)
    {
        CHECK(m_symbols != nullptr);
        std::uint32_t size = 0;
        get(size);
        const auto known = m_symbols->intern(take(size));
        m_ok = m_ok && known.has_value();
        id = known.value_or(SymbolId{});
    }
    void get(double& value)
    {
        std::uint64_t bits = 0;
        get(bits);
        value = std::bit_cast<double>(bits);
    }
    void get(std::string& text)
    {
        std::uint32_t size = 0;
        get(size);
        text = std::string{take(size)};
    }
    void get(Timestamp& t)
    {
        std::int64_t nanos = 0;
        get(nanos);
        t = timestampOf(nanos);
    }
    void get(Nanoseconds& d)
    {
        std::int64_t nanos = 0;
        get(nanos);
        d = Nanoseconds{nanos};
    }
    void get(Date& date)
    {
        std::int32_t days = 0;
        get(days);
        date = Date{std::chrono::sys_days{std::chrono::days{days}}};
    }
    template <class Tag>
    void get(Fixed<Tag>& value)
    {
        std::int64_t nanos = 0;
        get(nanos);
        value = Fixed<Tag>::fromNanos(nanos);
    }
    template <class T>
    void get(std::optional<T>& value)
    {
        bool present = false;
        get(present);
        value.reset();
        if (m_ok && present)
            get(value.emplace());
    }
    template <class T>
    void get(std::vector<T>& values)
    {
        std::uint32_t count = 0;
        get(count);
        values.clear();
        // Each element takes a byte at least, so a forged count cannot ask for memory.
        if (count > m_rest.size())
            m_ok = false;
        for (std::uint32_t i = 0; m_ok && i < count; ++i)
            get(values.emplace_back());
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& values)
    {
        for (auto& value : values)
            get(value);
    }
    template <class... T>
    void get(std::variant<T...>& value)
    {
        std::uint8_t index = 0;
        get(index);
        if (!m_ok)
            return;
        m_ok = getAlternative(value, index, std::index_sequence_for<T...>{}) && m_ok;
    }
    template <HasFields T>
    void get(T& value)
    {
        T::visitFields(*this, value);
    }

private:
    template <class... T, std::size_t... I>
    bool getAlternative(std::variant<T...>& value, std::size_t index, std::index_sequence<I...>)
    {
        return ((index == I && (get(value.template emplace<I>()), true)) || ...);
    }
    std::string_view take(std::size_t size) noexcept
    {
        if (!m_ok || size > m_rest.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view bytes = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return bytes;
    }

    std::string_view m_rest;
    Symbols* m_symbols;
    bool m_ok = true;
};

template <class T>
[[nodiscard]] std::string canonicalBytes(const T& value, const Symbols* symbols = nullptr)
{
    std::string bytes;
    CanonicalWriter{bytes, symbols}.put(value);
    return bytes;
}

/// The value whose canonical bytes these are, all of them. Errors: Malformed.
template <class T>
[[nodiscard]] Result<T> fromCanonicalBytes(std::string_view bytes, Symbols* symbols = nullptr)
{
    CanonicalReader reader{bytes, symbols};
    T value{};
    reader.get(value);
    if (!reader.ok() || !reader.atEnd())
        return fail(ErrorCode::Malformed, "bytes do not hold the expected value");
    return value;
}

} // namespace tapedeck

/// Inside a struct, after its members: `TAPEDECK_FIELDS(self.symbol, self.price)` names its
/// canonical fields, in order.
#define TAPEDECK_FIELDS(...)                                                                       \
    using CanonicalFields = void;                                                                  \
    static void visitFields(auto& visit, [[maybe_unused]] auto& self)                              \
    {                                                                                              \
        visit(__VA_ARGS__);                                                                        \
    }
