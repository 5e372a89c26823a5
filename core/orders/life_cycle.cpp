#include "orders/life_cycle.h"

#include "base/check.h"

#include <array>

namespace tapedeck {

namespace {

using Next = std::optional<OrderPhase>;
constexpr Next kIllegal = std::nullopt;

/// Rows are phases, columns are steps, both in the order of their enums. A stream may be faster
/// than a reply and a reply faster than the journal's word, so Acknowledged and Ended are legal
/// anywhere before the end, and repeat harmlessly after it. A cancel that is asked for before the
/// broker has the order is remembered beside the phase and sent when it has.
constexpr std::array<std::array<Next, kOrderStepCount>, kOrderPhaseCount> table() noexcept
{
    using P = OrderPhase;
    // MadeDurable, NotDurable, NotSent, Acknowledged, Refused,
    // NoAnswer, NeverArrived, CancelAsked, CancelRefused, Ended
    return {{
        {P::Submitting,
         P::Done,
         P::Done,
         P::Working,
         P::Done,
         P::Unknown,
         kIllegal,
         P::Intended,
         kIllegal,
         P::Done}, // Intended
        {P::Submitting,
         kIllegal,
         P::Done,
         P::Working,
         P::Done,
         P::Unknown,
         P::Done,
         P::Submitting,
         kIllegal,
         P::Done}, // Submitting
        {P::Unknown,
         kIllegal,
         P::Done,
         P::Working,
         P::Done,
         P::Unknown,
         P::Done,
         P::Unknown,
         kIllegal,
         P::Done}, // Unknown
        {P::Working,
         kIllegal,
         kIllegal,
         P::Working,
         kIllegal,
         P::Working,
         kIllegal,
         P::Canceling,
         P::Working,
         P::Done}, // Working
        {P::Canceling,
         kIllegal,
         kIllegal,
         P::Canceling,
         kIllegal,
         P::Canceling,
         kIllegal,
         P::Canceling,
         P::Working,
         P::Done}, // Canceling: as Working, it is at the broker
        {P::Done,
         kIllegal,
         P::Done,
         P::Done,
         P::Done,
         P::Done,
         P::Done,
         kIllegal,
         P::Done,
         P::Done}, // Done
    }};
}

} // namespace

std::optional<OrderPhase> nextPhase(OrderPhase phase, OrderStep step) noexcept
{
    constexpr auto next = table();
    return next[static_cast<std::size_t>(phase)][static_cast<std::size_t>(step)];
}

std::string_view toString(OrderPhase phase) noexcept
{
    switch (phase) {
    case OrderPhase::Intended:
        return "intended";
    case OrderPhase::Submitting:
        return "submitting";
    case OrderPhase::Unknown:
        return "unknown";
    case OrderPhase::Working:
        return "working";
    case OrderPhase::Canceling:
        return "canceling";
    case OrderPhase::Done:
        return "done";
    }
    CHECK(false);
}

std::string_view toString(OrderStep step) noexcept
{
    switch (step) {
    case OrderStep::MadeDurable:
        return "made_durable";
    case OrderStep::NotDurable:
        return "not_durable";
    case OrderStep::NotSent:
        return "not_sent";
    case OrderStep::Acknowledged:
        return "acknowledged";
    case OrderStep::Refused:
        return "refused";
    case OrderStep::NoAnswer:
        return "no_answer";
    case OrderStep::NeverArrived:
        return "never_arrived";
    case OrderStep::CancelAsked:
        return "cancel_asked";
    case OrderStep::CancelRefused:
        return "cancel_refused";
    case OrderStep::Ended:
        return "ended";
    }
    CHECK(false);
}

} // namespace tapedeck
