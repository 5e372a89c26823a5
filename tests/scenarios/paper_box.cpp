#include "paper_box.h"

#include <QDir>
#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QStandardPaths>
#include <QTcpSocket>

namespace tapedeck::scenario {

namespace {

constexpr quint16 kHttpsPort = 443;
constexpr qsizetype kHeardMost = 1 << 20;

/// How a helper ended, and what it said.
Finished finished(const QString& program,
                  const QStringList& arguments,
                  const QProcessEnvironment& environment,
                  const QByteArray& input = {})
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    Finished end;
    if (process.waitForFinished() && process.exitStatus() == QProcess::NormalExit)
        end.code = process.exitCode();
    end.out = process.readAllStandardOutput();
    end.err = process.readAllStandardError() + process.errorString().toUtf8();
    return end;
}

} // namespace

const QStringList kBrokerHosts{"paper-api.alpaca.markets",
                               "api.alpaca.markets",
                               "data.alpaca.markets",
                               "stream.data.alpaca.markets"};

Keyring::Keyring() : m_environment{QProcessEnvironment::systemEnvironment()}
{
    for (const char* program : {"dbus-daemon", "dbus-send", "gnome-keyring-daemon"}) {
        if (QStandardPaths::findExecutable(program).isEmpty()) {
            m_problem = std::string{program} + " is not installed";
            return;
        }
    }
    QDir{}.mkpath(m_folder.filePath("run"));
    m_bus = "unix:path=" + m_folder.filePath("run/bus");
    m_environment.insert("HOME", m_folder.path());
    m_environment.insert("XDG_RUNTIME_DIR", m_folder.filePath("run"));
    m_environment.remove("XDG_DATA_HOME");
    m_environment.remove("DISPLAY");
    join(m_environment);
    m_daemon.setProcessEnvironment(m_environment);
    m_daemon.start("dbus-daemon", {"--session", "--nofork", "--address=" + m_bus});
    const bool up = until([this] { return QFile::exists(m_folder.filePath("run/bus")); });
    m_keyring.setProcessEnvironment(m_environment);
    m_keyring.start("gnome-keyring-daemon", {"--foreground", "--unlock", "--components=secrets"});
    m_keyring.write("password of the test");
    m_keyring.closeWriteChannel();
    // Asked for by its name it would be started a second time, with nothing in it.
    const QStringList owned{"--session",
                            "--print-reply",
                            "--dest=org.freedesktop.DBus",
                            "/org/freedesktop/DBus",
                            "org.freedesktop.DBus.NameHasOwner",
                            "string:org.freedesktop.secrets"};
    const QStringList locked{"--session",
                             "--print-reply",
                             "--dest=org.freedesktop.secrets",
                             "/org/freedesktop/secrets/aliases/default",
                             "org.freedesktop.DBus.Properties.Get",
                             "string:org.freedesktop.Secret.Collection",
                             "string:Locked"};
    const auto answers = [this](const QStringList& question, const char* answer) {
        return finished("dbus-send", question, m_environment).out.contains(answer);
    };
    const bool open = up && until([&] { return answers(owned, "boolean true"); }) &&
                      until([&] { return answers(locked, "boolean false"); });
    if (!open)
        m_problem = "no keyring: " + m_keyring.readAllStandardError().toStdString() +
                    m_daemon.readAllStandardError().toStdString();
}

Keyring::~Keyring()
{
    for (QProcess* process : {&m_keyring, &m_daemon}) {
        process->kill();
        process->waitForFinished();
    }
}

void Keyring::join(QProcessEnvironment& environment) const
{
    environment.insert("DBUS_SESSION_BUS_ADDRESS", m_bus);
}

void Keyring::keep(Mode mode, const QByteArray& key, const QByteArray& secret)
{
    const QByteArray lines = QByteArray{toString(mode).data()} + "\n" + key + "\n" + secret + "\n";
    const Finished end = finished(TAPEDECK_KEEP_KEYS, {}, m_environment, lines);
    EXPECT_EQ(end.code, 0) << end.err.toStdString();
}

void Keyring::lock()
{
    const QStringList call{"--session",
                           "--print-reply",
                           "--dest=org.freedesktop.secrets",
                           "/org/freedesktop/secrets",
                           "org.freedesktop.Secret.Service.Lock",
                           "array:objpath:/org/freedesktop/secrets/aliases/default"};
    const Finished end = finished("dbus-send", call, m_environment);
    EXPECT_EQ(end.code, 0) << end.err.toStdString();
}

TlsFront::TlsFront(const Identity& identity, std::uint16_t behind) : m_behind{behind}
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate{identity.certificate});
    configuration.setPrivateKey(QSslKey{identity.key, QSsl::Rsa});
    setSslConfiguration(configuration);
    EXPECT_TRUE(listen(QHostAddress::LocalHost, kHttpsPort)) << errorString().toStdString();
    connect(this, &QTcpServer::pendingConnectionAvailable, this, &TlsFront::pass);
}

void TlsFront::pass()
{
    while (QTcpSocket* client = nextPendingConnection()) {
        ++m_connections;
        auto* server = new QTcpSocket{client};
        server->connectToHost(QHostAddress{QHostAddress::LocalHost}, m_behind);
        const auto toServer = [this, client, server] {
            const QByteArray bytes = client->readAll();
            if (m_heard.size() < kHeardMost)
                m_heard += bytes;
            server->write(bytes);
        };
        connect(client, &QTcpSocket::readyRead, server, toServer);
        connect(server, &QTcpSocket::readyRead, client, [client, server] {
            client->write(server->readAll());
        });
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        if (client->bytesAvailable() > 0)
            toServer();
    }
}

PaperBox::PaperBox() : m_past{QProcessEnvironment::systemEnvironment()}
{
    m_problem = m_network.problem();
    if (m_problem.empty() && QStandardPaths::findExecutable("openssl").isEmpty())
        m_problem = "openssl is not installed";
    if (!m_problem.empty())
        return;
    WallClock past{file("past")};
    past.setOff(-87'600h);
    past.rule(m_past);
    openssl({"req",
             "-x509",
             "-newkey",
             "rsa:2048",
             "-nodes",
             "-subj",
             "/CN=authority of the test",
             "-days",
             "7300",
             "-keyout",
             file("authority.key"),
             "-out",
             file("authority.pem")});
    QDir{}.mkpath(file("authorities"));
    EXPECT_TRUE(QFile::copy(file("authority.pem"), file("authorities/authority.pem")));
    lay(file("authorities"), "/etc/ssl/certs");
    QFile hosts{file("hosts")};
    EXPECT_TRUE(hosts.open(QIODevice::WriteOnly));
    hosts.write("127.0.0.1 localhost " + kBrokerHosts.join(' ').toUtf8() + "\n");
    hosts.close();
    lay(file("hosts"), "/etc/hosts");
}

void PaperBox::lay(const QString& what, const char* where)
{
    m_overlays.push_back(std::make_unique<Overlay>(what, where));
    if (m_problem.empty())
        m_problem = m_overlays.back()->problem();
}

void PaperBox::openssl(const QStringList& arguments)
{
    const Finished end = finished("openssl", arguments, m_past);
    EXPECT_EQ(end.code, 0) << end.err.toStdString();
}

Identity PaperBox::trusted(const QStringList& hosts)
{
    openssl({"req",
             "-newkey",
             "rsa:2048",
             "-nodes",
             "-subj",
             "/CN=server of the test",
             "-keyout",
             file("server.key"),
             "-out",
             file("server.csr")});
    QFile extension{file("server.ext")};
    EXPECT_TRUE(extension.open(QIODevice::WriteOnly | QIODevice::Truncate));
    extension.write("subjectAltName=DNS:" + hosts.join(",DNS:").toUtf8() + "\n");
    extension.close();
    openssl({"x509",
             "-req",
             "-in",
             file("server.csr"),
             "-CA",
             file("authority.pem"),
             "-CAkey",
             file("authority.key"),
             "-CAcreateserial",
             "-days",
             "7300",
             "-extfile",
             file("server.ext"),
             "-out",
             file("server.pem")});
    return {contentOf(file("server.pem")), contentOf(file("server.key"))};
}

Identity PaperBox::selfSigned()
{
    openssl({"req",
             "-x509",
             "-newkey",
             "rsa:2048",
             "-nodes",
             "-subj",
             "/CN=nobody",
             "-days",
             "7300",
             "-addext",
             "subjectAltName=DNS:" + kBrokerHosts.join(",DNS:"),
             "-keyout",
             file("self.key"),
             "-out",
             file("self.pem")});
    return {contentOf(file("self.pem")), contentOf(file("self.key"))};
}

} // namespace tapedeck::scenario
