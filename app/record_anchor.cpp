#include "app/record_anchor.h"

#include <QEventLoop>
#include <QThread>

#include <algorithm>
#include <utility>

namespace tapedeck {

namespace {

constexpr std::chrono::seconds kLookEvery{5};

std::string withAdvice(const std::string& fault, Mode mode)
{
    const std::string name{toString(mode)};
    return "The audit log of " + name + " is not whole: " + fault +
           ". See `tapedeck audit verify --mode " + name +
           "`. If you know why, and it may stay so, end Tapedeck and type `tapedeck audit accept "
           "--mode " +
           name + "`";
}

} // namespace

RecordAnchor::RecordAnchor(Record record, std::unique_ptr<AnchorPort> port, Told told, Now now)
    : m_record{std::move(record)}, m_port{std::move(port)}, m_told{std::move(told)}, m_now{
                                                                                         std::move(
                                                                                             now)}
{
    m_timer.callOnTimeout(this, [this] { look(); });
}

RecordAnchor::~RecordAnchor()
{
    if (m_reading)
        m_reading->wait();
}

void RecordAnchor::begin(const store::RecordEnd& end)
{
    m_end = end;
    m_begun = true;
    m_timer.start(kLookEvery);
    ask();
}

void RecordAnchor::look()
{
    const Timestamp now = m_now();
    // A clock that was set back must not put it off for longer than it was meant to be.
    m_dueAt = std::min(m_dueAt, now + m_retryAfter);
    if (!m_busy && now >= m_dueAt)
        advance();
}

void RecordAnchor::orderSubmitted()
{
    // What real money did is kept in mind at once; of toy money the minute is enough.
    if (m_record.journal.mode() != Mode::Live)
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_wanted = true;
            if (!m_busy)
                advance();
        },
        Qt::QueuedConnection);
}

void RecordAnchor::finish(std::chrono::milliseconds patience)
{
    if (!m_begun)
        return;
    m_timer.stop();
    m_wanted = true;
    if (!m_busy)
        advance();
    if (!m_busy)
        return;
    QEventLoop wait;
    m_onRest = [&wait] { wait.quit(); };
    QTimer::singleShot(patience, &wait, &QEventLoop::quit);
    wait.exec(QEventLoop::ExcludeUserInputEvents);
    m_onRest = nullptr;
}

void RecordAnchor::advance()
{
    switch (standing()) {
    case Standing::Unknown:
        ask();
        break;
    case Standing::Whole:
        write();
        break;
    case Standing::Broken:
        m_wanted = false;
        break;
    }
}

void RecordAnchor::ask()
{
    m_busy = true;
    m_port->read([this](const Result<std::optional<AuditAnchor>>& anchor) { onAnchor(anchor); });
}

void RecordAnchor::onAnchor(const Result<std::optional<AuditAnchor>>& anchor)
{
    if (!anchor && anchor.error().code != ErrorCode::Malformed)
        return putOff(anchor.error().what);
    if (!anchor)
        return settle(anchor.error().what);
    if (*anchor)
        return compare(**anchor);
    if (const auto fault = store::faultOf(m_end))
        return settle(fault->what);
    // No version has traded live without an anchor, so somebody has removed it.
    const std::int64_t rows = m_end.lastRow.sequence;
    if (m_record.journal.mode() == Mode::Live && rows > 0)
        return settle("it has " + std::to_string(rows) + " rows, and the keychain remembers none");
    settle(std::nullopt);
}

void RecordAnchor::compare(const AuditAnchor& anchor)
{
    // Opening a large journal takes its time.
    auto fault = std::make_shared<Result<std::optional<store::ChainFault>>>();
    m_reading.reset(QThread::create([fault, anchor, end = m_end, file = m_record.journal] {
        *fault = store::faultOf(file, end, anchor);
    }));
    connect(m_reading.get(), &QThread::finished, this, [this, fault, row = anchor.sequence] {
        if (!*fault)
            return putOff(fault->error().what);
        m_anchored = row;
        settle(**fault ? std::optional{(**fault)->what} : std::nullopt);
    });
    m_reading->start();
}

void RecordAnchor::settle(const std::optional<std::string>& fault)
{
    m_retryAfter = kEvery;
    say(fault ? Standing::Broken : Standing::Whole,
        fault ? withAdvice(*fault, m_record.journal.mode()) : std::string{});
    m_told({!fault, fault.value_or(std::string{})});
    if (!fault)
        return write();
    m_wanted = false;
    rest();
}

void RecordAnchor::write()
{
    const ChainHead head = m_record.head();
    m_wanted = false;
    if (head.sequence <= m_anchored)
        return rest();
    m_busy = true;
    const Timestamp second = std::chrono::floor<std::chrono::seconds>(m_now());
    m_port->write({m_record.journal.mode(), head.sequence, head.hash, second},
                  [this, head](const Result<void>& written) { onWritten(head, written); });
}

void RecordAnchor::onWritten(const ChainHead& head, const Result<void>& written)
{
    if (!written)
        return putOff(written.error().what);
    m_anchored = head.sequence;
    m_retryAfter = kEvery;
    m_dueAt = m_now() + kEvery;
    say(Standing::Whole, {});
    // More has happened meanwhile that should not wait.
    if (m_wanted)
        write();
    else
        rest();
}

void RecordAnchor::putOff(const std::string& why)
{
    m_wanted = false;
    m_dueAt = m_now() + m_retryAfter;
    m_retryAfter = std::min(m_retryAfter * 2, kRetryMax);
    // Practice needs no keychain, and its first start should not speak of one.
    if (m_record.journal.mode() != Mode::Practice)
        say(standing(),
            "The newest row of the audit log is not kept in the keychain, and nobody would "
            "notice if the log's end were cut off: " +
                why);
    rest();
}

void RecordAnchor::rest()
{
    m_busy = false;
    if (m_onRest)
        m_onRest();
}

void RecordAnchor::say(Standing standing, std::string notice)
{
    const std::lock_guard lock{m_mutex};
    m_standing = standing;
    m_notice = std::move(notice);
}

RecordAnchor::Standing RecordAnchor::standing() const
{
    const std::lock_guard lock{m_mutex};
    return m_standing;
}

std::string RecordAnchor::notice() const
{
    const std::lock_guard lock{m_mutex};
    return m_notice;
}

} // namespace tapedeck
