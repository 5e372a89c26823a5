#pragma once

#include "base/canonical.h"
#include "base/time.h"
#include "risk/gate.h"

#include <string>
#include <utility>

namespace tapedeck {

/// A decision to send an order, as the journal keeps it.
struct IntentRecord
{
    std::string clientOrderId;
    Ticket ticket;
    Timestamp decidedAt;
    TAPEDECK_FIELDS(self.clientOrderId, self.ticket, self.decidedAt)
    friend bool operator==(const IntentRecord&, const IntentRecord&) = default;
};

/// An intent that may still be sent: made of an approval and of nothing else, and spent with it.
/// After a restart the journal gives records only; those are looked up at the broker, never sent.
class OrderIntent
{
public:
    OrderIntent(Approved approved, std::string clientOrderId, Timestamp decidedAt)
        : m_record{std::move(clientOrderId), std::move(approved).spend(), decidedAt}
    {}
    OrderIntent(OrderIntent&&) noexcept = default;
    OrderIntent& operator=(OrderIntent&&) noexcept = default;
    OrderIntent(const OrderIntent&) = delete;
    OrderIntent& operator=(const OrderIntent&) = delete;
    ~OrderIntent() = default;

    [[nodiscard]] const IntentRecord& record() const noexcept { return m_record; }
    using CanonicalFields = void;
    static void visitFields(auto& visit, const OrderIntent& self) { visit(self.m_record); }

private:
    IntentRecord m_record;
};

/// Proof that a value is on disk. Only the journal's commit makes it (app/store), and the broker
/// deck takes nothing else.
template <class T>
class Durable
{
public:
    Durable(Durable&&) noexcept = default;
    Durable& operator=(Durable&&) noexcept = default;
    Durable(const Durable&) = delete;
    Durable& operator=(const Durable&) = delete;
    ~Durable() = default;

    [[nodiscard]] const T& value() const noexcept { return m_value; }

private:
    friend class JournalCommit;
    explicit Durable(T value) noexcept : m_value{std::move(value)} {}

    T m_value;
};

} // namespace tapedeck
