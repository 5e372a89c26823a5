#pragma once

#include "books.h"
#include "lively.h"
#include "scenario_support.h"

#include <filesystem>

namespace tapedeck::scenario {

/// The digest of a session that is played again. Fails the test where it is not the run's own.
QByteArray replayedDigest(const Home& home, const QString& session);

/// A workstation without a window beside an exchange of its own process, on a quick market in the
/// box.
class DeskAndExchange : public testing::Test
{
protected:
    DeskAndExchange();

    void startExchange(std::uint16_t port = 0);
    [[nodiscard]] QStringList deskArguments() const;
    void startDesk();
    /// Both, and the desk has had orders filled.
    void startTrading();
    /// Until there are so many more orders at the exchange than now.
    [[nodiscard]] bool waitForOrders(std::size_t more);
    [[nodiscard]] bool waitForStatus(const std::function<bool(const api::ControlStatus&)>& holds);
    [[nodiscard]] bool waitForKillPhase(KillPhase phase);
    /// Until so much of the tape has played.
    [[nodiscard]] bool waitForTape(Nanoseconds span);
    /// Until the strategies have found so much more, whatever became of it.
    [[nodiscard]] bool waitForFindings(std::size_t more);
    /// An order that somebody else places and that never trades.
    void placeElsewhere(const char* symbol);
    [[nodiscard]] std::size_t orderCount();
    [[nodiscard]] AuditBooks audit() const;
    [[nodiscard]] std::filesystem::path folder() const;
    [[nodiscard]] Finished command(const QStringList& words, const QByteArray& input = {}) const;
    /// Stops the trading for good, and compares the two sets of books.
    void expectEqualBooks();

    QString m_speed = "20"; ///< of the exchange's tape
    Home m_home;
    ExchangeProcess m_exchange{m_home};
    Program m_desk{m_home};
};

} // namespace tapedeck::scenario
