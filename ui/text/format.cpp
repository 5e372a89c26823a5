#include "ui/text/format.h"

#include "base/int128.h"
#include "market/new_york.h"
#include "market/option_terms.h"

#include <QCoreApplication>
#include <QDate>
#include <QLocale>

#include <array>
#include <cmath>

namespace tapedeck::text {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tapedeck::text)
};

constexpr QChar kMinus{0x2212};
constexpr QChar kNarrowSpace{0x202F};
constexpr std::array<std::int64_t, 10> kPowersOfTen = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

QString grouped(QString digits)
{
    for (auto at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QLatin1Char(','));
    return digits;
}

QString signOf(bool negative, bool zero, Sign sign)
{
    if (zero)
        return {};
    if (negative)
        return kMinus;
    return sign == Sign::Always ? QStringLiteral("+") : QString{};
}

/// The digits of |nanos|, with no sign; `isZero` tells whether nothing but zeros is shown.
QString magnitude(std::int64_t nanos, int decimalsMin, int decimalsMax, bool& isZero)
{
    const std::int64_t unit = kPowersOfTen[static_cast<std::size_t>(9 - decimalsMax)];
    const Int128 size = nanos < 0 ? -Int128{nanos} : Int128{nanos};
    const auto shown = static_cast<std::int64_t>(divideHalfEven(size, unit));
    isZero = shown == 0;
    const std::int64_t scale = kPowersOfTen[static_cast<std::size_t>(decimalsMax)];
    QString fraction = QString::number(shown % scale).rightJustified(decimalsMax, QLatin1Char('0'));
    if (decimalsMax == 0)
        fraction.clear();
    while (fraction.size() > decimalsMin && fraction.endsWith(QLatin1Char('0')))
        fraction.chop(1);
    const QString whole = grouped(QString::number(shown / scale));
    return fraction.isEmpty() ? whole : whole + QLatin1Char('.') + fraction;
}

QDate toQDate(Date day)
{
    return {static_cast<int>(day.year()),
            static_cast<int>(static_cast<unsigned>(day.month())),
            static_cast<int>(static_cast<unsigned>(day.day()))};
}

QString twoDigits(std::int64_t value)
{
    return QString::number(value).rightJustified(2, QLatin1Char('0'));
}

} // namespace

QString decimal(std::int64_t nanos, int decimalsMin, int decimalsMax, Sign sign)
{
    bool isZero = false;
    const QString digits = magnitude(nanos, decimalsMin, decimalsMax, isZero);
    return signOf(nanos < 0, isZero, sign) + digits;
}

QString price(Price price)
{
    return decimal(price.nanos(), 2, 4);
}

QString money(Money money, Sign sign)
{
    bool isZero = false;
    const QString digits = magnitude(money.nanos(), 2, 2, isZero);
    return signOf(money.isNegative(), isZero, sign) + QLatin1Char('$') + digits;
}

QString roundMoney(Money money)
{
    const bool hasCents = money.nanos() % kNanosPerUnit != 0;
    bool isZero = false;
    const QString digits = magnitude(money.nanos(), hasCents ? 2 : 0, hasCents ? 2 : 0, isZero);
    return signOf(money.isNegative(), isZero, Sign::MinusOnly) + QLatin1Char('$') + digits;
}

QString quantity(Quantity quantity, Sign sign)
{
    return decimal(quantity.nanos(), 0, 9, sign);
}

QString shortQuantity(Quantity quantity)
{
    return decimal(quantity.nanos(), 0, 3);
}

QString compact(Quantity quantity)
{
    struct Step
    {
        std::int64_t whole;
        const char* suffix;
    };
    constexpr std::array<Step, 3> kSteps = {
        Step{1'000'000'000, "B"}, Step{1'000'000, "M"}, Step{1'000, "K"}};
    const std::int64_t whole = quantity.abs().nanos() / kNanosPerUnit;
    for (const Step& step : kSteps) {
        if (whole < step.whole)
            continue;
        const auto nanos = static_cast<std::int64_t>(Int128{quantity.nanos()} / step.whole);
        const std::int64_t units = whole / step.whole;
        const int decimals = units >= 100 ? 0 : units >= 10 ? 1 : 2;
        return decimal(nanos, decimals, decimals) + kNarrowSpace + QLatin1String{step.suffix};
    }
    return decimal(quantity.nanos(), 0, 0);
}

QString percent(Ratio ratio, Sign sign, int decimals)
{
    constexpr std::int64_t kRatioMax = INT64_MAX / 100;
    const std::int64_t nanos = ratio.nanos();
    const std::int64_t hundredfold = nanos > kRatioMax    ? INT64_MAX
                                     : nanos < -kRatioMax ? -INT64_MAX
                                                          : nanos * 100;
    return decimal(hundredfold, decimals, decimals, sign) + kNarrowSpace + QLatin1Char('%');
}

QString statistic(double value, int decimals, Sign sign)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QString digits = QLocale::c().toString(std::abs(value), 'f', decimals);
    const bool isZero =
        digits.count(QLatin1Char('0')) + digits.count(QLatin1Char('.')) == digits.size();
    const auto point = digits.indexOf(QLatin1Char('.'));
    const QString whole = grouped(point < 0 ? digits : digits.left(point));
    return signOf(value < 0, isZero, sign) + whole + (point < 0 ? QString{} : digits.mid(point));
}

QString confidence(double fraction)
{
    return statistic(fraction * 100, 0) + kNarrowSpace + QLatin1Char('%');
}

QString duration(Nanoseconds duration)
{
    using namespace std::chrono;
    const QString sign = duration < Nanoseconds::zero() ? QString{kMinus} : QString{};
    const Nanoseconds size = duration < Nanoseconds::zero() ? -duration : duration;
    const auto shown = [&](std::int64_t count, const QString& unit) {
        return sign + QString::number(count) + kNarrowSpace + unit;
    };
    if (size > Nanoseconds::zero() && size < 1ms)
        return shown(duration_cast<microseconds>(size).count(), Words::tr("µs"));
    if (size < 1s)
        return shown(duration_cast<milliseconds>(size).count(), Words::tr("ms"));
    if (size < 10s)
        return sign + decimal(size.count(), 1, 1) + kNarrowSpace + Words::tr("s");
    if (size < 2min)
        return shown(duration_cast<seconds>(size).count(), Words::tr("s"));
    if (size < 2h)
        return shown(duration_cast<minutes>(size).count(), Words::tr("min"));
    if (size < 48h)
        return shown(duration_cast<hours>(size).count(), Words::tr("h"));
    return shown(duration_cast<hours>(size).count() / 24, Words::tr("d"));
}

QString countdown(Nanoseconds left)
{
    using namespace std::chrono;
    const std::int64_t shown = std::max<std::int64_t>(0, ceil<seconds>(left).count());
    if (shown >= 3600)
        return QString::number(shown / 3600) + QLatin1Char(':') + twoDigits(shown / 60 % 60) +
               QLatin1Char(':') + twoDigits(shown % 60);
    return QString::number(shown / 60) + QLatin1Char(':') + twoDigits(shown % 60);
}

QString timeToMinutes(Timestamp t)
{
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(toNewYork(t).timeOfDay).count();
    return twoDigits(minutes / 60) + QLatin1Char(':') + twoDigits(minutes % 60);
}

QString time(Timestamp t)
{
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(toNewYork(t).timeOfDay).count();
    return timeToMinutes(t) + QLatin1Char(':') + twoDigits(seconds % 60);
}

QString timeToMillis(Timestamp t)
{
    const auto millis =
        std::chrono::duration_cast<std::chrono::milliseconds>(toNewYork(t).timeOfDay).count();
    return time(t) + QLatin1Char('.') +
           QString::number(millis % 1000).rightJustified(3, QLatin1Char('0'));
}

QString date(Timestamp t)
{
    return QLocale{}.toString(toQDate(toNewYork(t).date), QStringLiteral("ddd d MMM yyyy"));
}

QString shortDate(Timestamp t)
{
    return QLocale{}.toString(toQDate(toNewYork(t).date), QStringLiteral("d MMM"));
}

InstrumentName instrumentName(std::string_view symbol)
{
    const auto contract = OptionTerms::parse(symbol);
    if (!contract)
        return {QString::fromStdString(std::string{symbol}), {}};
    return {QString::fromStdString(contract->root) + QLatin1Char(' ') +
                QString::fromStdString(contract->strike.toString()) +
                (contract->call ? QStringLiteral(" C") : QStringLiteral(" P")),
            QLocale{}.toString(toQDate(contract->expiry), QStringLiteral("d MMM yy"))};
}

QString underSymbol(std::string_view symbol, const QString& more)
{
    const QString expiry = instrumentName(symbol).expiry;
    return expiry.isEmpty() ? more : expiry + QStringLiteral(" · ") + more;
}

QString zoneName(Timestamp t)
{
    return newYorkOffset(t) == std::chrono::hours{-4} ? QStringLiteral("EDT")
                                                      : QStringLiteral("EST");
}

} // namespace tapedeck::text
