#include "app/vault/secret_service.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include <utility>

namespace tapedeck::vault {

namespace {

Result<void> opinionOn(const QDBusPendingReply<QDBusVariant>& reply, NewKeyring newKeyring)
{
    if (reply.isValid()) {
        if (reply.value().variant().toBool())
            return fail(ErrorCode::Unavailable,
                        "the keychain is locked; unlock it in the system's password manager and "
                        "try again");
        return {};
    }
    if (reply.error().type() == QDBusError::NoReply ||
        reply.error().type() == QDBusError::Timeout || reply.error().type() == QDBusError::TimedOut)
        return fail(ErrorCode::Unavailable,
                    "the keychain did not answer; end and start the session's secret service");
    const bool noCollection = reply.error().type() == QDBusError::UnknownMethod ||
                              reply.error().type() == QDBusError::UnknownObject;
    if (noCollection && newKeyring == NewKeyring::Refused)
        return fail(ErrorCode::Unavailable,
                    "the keychain has no keyring yet; make one in the system's password manager, "
                    "or keep keys in Settings, Accounts");
    // No such collection (nothing was ever stored), or no such service: a write says which.
    return {};
}

} // namespace

SecretService::SecretService(std::chrono::milliseconds timeout,
                             NewKeyring newKeyring,
                             QObject* parent)
    : QObject{parent}, m_timeout{timeout}, m_newKeyring{newKeyring}
{}

void SecretService::checkOpen(std::function<void(Result<void>)> reply)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        const auto answer = [reply = std::move(reply)] {
            reply(fail(ErrorCode::Unavailable,
                       "there is no keychain, because this session has no D-Bus; start Tapedeck "
                       "from a desktop session"));
        };
        QMetaObject::invokeMethod(this, answer, Qt::QueuedConnection);
        return;
    }
    QDBusMessage question =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"),
                                       QStringLiteral("/org/freedesktop/secrets/aliases/default"),
                                       QStringLiteral("org.freedesktop.DBus.Properties"),
                                       QStringLiteral("Get"));
    question << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    auto* watcher = new QDBusPendingCallWatcher{
        bus.asyncCall(question, static_cast<int>(m_timeout.count())), this};
    connect(watcher,
            &QDBusPendingCallWatcher::finished,
            this,
            [this, watcher, reply = std::move(reply)] {
                watcher->deleteLater();
                reply(opinionOn(*watcher, m_newKeyring));
            });
}

} // namespace tapedeck::vault
