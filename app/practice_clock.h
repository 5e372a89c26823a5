#pragma once

#include "app/runtime/shared_clock.h"
#include "base/result.h"

#include <QNetworkAccessManager>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <string>
#include <string_view>

namespace tapedeck {

/// The time of a practice exchange in another process, and its speed, from its clock. Waits up to
/// five seconds; for the start only. Errors: Unavailable (nobody answers), Refused (keys),
/// Malformed.
[[nodiscard]] Result<runtime::RunClock>
practiceClockOf(const QUrl& exchange, std::string_view key, std::string_view secret);

/// Keeps asking for that clock: a tape that was paused, restarted or cannot keep up is behind ours,
/// and prices that are new would look old. Lives on the thread that made it.
class PracticeClockFollower
{
public:
    using Correction = std::function<void(const runtime::RunClock&)>;
    /// `ours` must outlive it. `correct` is called where it is off by more than the road explains.
    PracticeClockFollower(const QUrl& exchange,
                          std::string_view key,
                          std::string_view secret,
                          const runtime::SharedClock& ours,
                          Correction correct);

private:
    void ask();

    QUrl m_exchange;
    std::string m_key;
    std::string m_secret; ///< everybody knows it: a practice exchange's of its own process
    const runtime::SharedClock& m_ours;
    Correction m_correct;
    QTimer m_timer;
    QNetworkAccessManager m_network; ///< last: its replies use the rest
    bool m_asking = false;
};

} // namespace tapedeck
