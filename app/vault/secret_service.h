#pragma once

#include "base/result.h"

#include <QObject>

#include <chrono>
#include <functional>

namespace tapedeck::vault {

/// Whether a first entry may make the keyring that it is to stand in, for which a person is asked.
enum class NewKeyring : unsigned char
{
    Allowed,
    Refused
};

/// Asks over D-Bus whether the system's keychain is open. QtKeychain cannot tell: from a locked one
/// it answers "not found" to a read, and "done" to a deletion that did nothing.
class SecretService : public QObject
{
public:
    explicit SecretService(std::chrono::milliseconds timeout,
                           NewKeyring newKeyring = NewKeyring::Allowed,
                           QObject* parent = nullptr);

    /// Nothing stands in the way, as far as D-Bus can tell: the default collection is unlocked, or
    /// there is none yet and one may be made, or this system keeps its keys elsewhere. Errors:
    /// Unavailable (locked, no session bus, no answer), with what to do. Never answers before it
    /// returns.
    void checkOpen(std::function<void(Result<void>)> reply);

private:
    std::chrono::milliseconds m_timeout;
    NewKeyring m_newKeyring;
};

} // namespace tapedeck::vault
