#pragma once

#include "app/store/anchor_check.h"
#include "audit/anchor.h"
#include "engine/input.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

class QThread;

namespace tapedeck {

/// Keeps the newest row of the journal in mind outside of it, and tells at a start whether the
/// journal still has the row that was remembered last.
///
/// Written each minute in which the journal has grown, after each order of live, and at the end;
/// always of a row that is on disk. A journal that is found to be broken is not anchored again
/// until a person has accepted it (`tapedeck audit accept`): the memory of what is missing stays.
/// While the keychain cannot be used it is tried again, less and less often.
///
/// Lives on the main thread; nothing here waits but finish().
class RecordAnchor final : public QObject
{
public:
    static constexpr Nanoseconds kEvery = std::chrono::minutes{1};
    static constexpr Nanoseconds kRetryMax = std::chrono::minutes{16};

    struct Record
    {
        store::JournalFile journal;
        std::function<ChainHead()> head; ///< the newest row on disk
    };
    enum class Standing : std::uint8_t
    {
        Unknown, ///< not compared yet, or it cannot be
        Whole,
        Broken
    };
    /// Called once, when it is known whether the record is whole.
    using Told = std::function<void(input::RecordChecked)>;
    using Now = std::function<Timestamp()>; ///< the wall clock

    RecordAnchor(Record record, std::unique_ptr<AnchorPort> port, Told told, Now now);
    ~RecordAnchor() override;

    /// Compares, later, with how the journal ended before this run.
    void begin(const store::RecordEnd& end);
    /// Does what is due.
    void look();
    /// An order has left. From any thread.
    void orderSubmitted();
    /// Anchors the last row. Waits for the keychain, and no longer than `patience`.
    void finish(std::chrono::milliseconds patience);

    /// From any thread, as is the next.
    [[nodiscard]] Standing standing() const;
    /// What a person should know; empty = nothing.
    [[nodiscard]] std::string notice() const;

private:
    void advance();
    void ask();
    void onAnchor(const Result<std::optional<AuditAnchor>>& anchor);
    void compare(const AuditAnchor& anchor);
    void settle(const std::optional<std::string>& fault);
    void write();
    void onWritten(const ChainHead& head, const Result<void>& written);
    void putOff(const std::string& why);
    void rest();
    void say(Standing standing, std::string notice);

    const Record m_record;
    const std::unique_ptr<AnchorPort> m_port;
    const Told m_told;
    const Now m_now;
    store::RecordEnd m_end; ///< before this run
    QTimer m_timer;
    bool m_begun = false;
    bool m_busy = false;   ///< the keychain or the journal was asked
    bool m_wanted = false; ///< do not wait for the minute to be over
    Timestamp m_dueAt;
    Nanoseconds m_retryAfter{kEvery};
    std::int64_t m_anchored = 0; ///< the row in the keychain
    std::function<void()> m_onRest;

    mutable std::mutex m_mutex;
    Standing m_standing = Standing::Unknown; ///< under m_mutex, as is the next
    std::string m_notice;

    std::unique_ptr<QThread> m_reading; ///< last: it uses the above
};

} // namespace tapedeck
