#pragma once

#include "machine.h"
#include "scenario_support.h"
#include "trading/mode.h"

#include <QSslServer>
#include <QTemporaryDir>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck::scenario {

/// A certificate and its key, made by a little authority of its own.
struct Identity
{
    QByteArray certificate; ///< PEM
    QByteArray key;         ///< PEM
};

/// The session of a desktop: a bus, and a keyring on it that is open.
class Keyring
{
public:
    Keyring();
    Keyring(const Keyring&) = delete;
    Keyring& operator=(const Keyring&) = delete;
    ~Keyring();

    /// Why there is none; empty: it is open.
    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }
    /// Of a process that belongs to the session.
    void join(QProcessEnvironment& environment) const;
    /// Puts a pair of keys in, as Settings does.
    void keep(Mode mode, const QByteArray& key, const QByteArray& secret);
    void lock();
    /// All that it wrote.
    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_daemon;
    QProcess m_keyring;
    QString m_bus;
    std::string m_problem;
};

/// Stands where the broker's hosts are, with a certificate, and passes on to a server behind it
/// what comes through. Counts what came through, and keeps the first of it.
class TlsFront : public QSslServer
{
public:
    TlsFront(const Identity& identity, std::uint16_t behind);

    [[nodiscard]] int connections() const noexcept { return m_connections; }
    [[nodiscard]] const QByteArray& heard() const noexcept { return m_heard; }

private:
    void pass();

    std::uint16_t m_behind;
    int m_connections = 0; ///< whose handshake was good
    QByteArray m_heard;
};

extern const QStringList kBrokerHosts;

/// A machine on which the names of the broker's hosts lead to this test, and on which an authority
/// of this test is the only one that is trusted: paper, as shipped, against the practice exchange.
class PaperBox
{
public:
    PaperBox();

    /// Why there can be none here; empty: it stands.
    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }
    /// For these hosts, by the authority that is trusted.
    [[nodiscard]] Identity trusted(const QStringList& hosts);
    /// For the broker's hosts, by nobody.
    [[nodiscard]] Identity selfSigned();

private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(name); }
    void openssl(const QStringList& arguments);
    void lay(const QString& what, const char* where);

    OwnNetwork m_network;
    QTemporaryDir m_folder;
    QProcessEnvironment m_past; ///< where what is signed now is good from years ago on
    std::vector<std::unique_ptr<Overlay>> m_overlays;
    std::string m_problem;
};

} // namespace tapedeck::scenario
