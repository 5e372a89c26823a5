#pragma once

#include "app/vault/key_store.h"

namespace tapedeck {

/// The keychain's keys, and how the broker is asked whether they are good.
class Credentials final : public CredentialPort
{
public:
    Credentials();

    void status(Mode mode, StatusReply reply) override { m_store.status(mode, std::move(reply)); }
    void save(Mode mode, Secret keyId, Secret secret, StatusReply reply) override
    {
        m_store.save(mode, std::move(keyId), std::move(secret), std::move(reply));
    }
    void forget(Mode mode, StatusReply reply) override { m_store.forget(mode, std::move(reply)); }
    void test(Mode mode, TestReply reply) override { m_store.test(mode, std::move(reply)); }

    /// Waits for the keychain, at most as long as it may ask the person. Errors: NotFound (no keys
    /// yet, with what to do), Unavailable.
    [[nodiscard]] Result<PaperKeys> paperKeys();
    /// The same for live.
    [[nodiscard]] Result<LiveKeys> liveKeys();
    /// Whether keys of paper or live are kept. Waits for the keychain.
    [[nodiscard]] bool anyStored();

private:
    vault::KeyStore m_store;
};

} // namespace tapedeck
