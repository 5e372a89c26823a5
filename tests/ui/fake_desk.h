#pragma once

#include "desk/desk.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck::test {

/// A desk that shows what it is given and remembers what it is told.
class FakeDesk : public Desk
{
public:
    [[nodiscard]] std::shared_ptr<const Snapshot> takeSnapshot() override
    {
        return std::exchange(m_next, nullptr);
    }
    void say(Command command) override { m_said.push_back(std::move(command)); }
    void look(const ChartRequest& request) override { m_looks.push_back(request); }
    void onUrgent(std::function<void()> wake) override { m_wake = std::move(wake); }

    void give(Snapshot snapshot)
    {
        snapshot.version = ++m_version;
        m_next = std::make_shared<const Snapshot>(std::move(snapshot));
    }
    /// As the engine's thread does it.
    void wake() const
    {
        if (m_wake)
            m_wake();
    }
    [[nodiscard]] const std::vector<Command>& said() const noexcept { return m_said; }
    [[nodiscard]] const std::vector<ChartRequest>& looks() const noexcept { return m_looks; }
    /// All commands of one kind, in order.
    template <class T>
    [[nodiscard]] std::vector<T> saidOf() const
    {
        std::vector<T> found;
        for (const Command& command : m_said) {
            if (const T* held = std::get_if<T>(&command))
                found.push_back(*held);
        }
        return found;
    }

private:
    std::shared_ptr<const Snapshot> m_next;
    std::uint64_t m_version = 0;
    std::vector<Command> m_said;
    std::vector<ChartRequest> m_looks;
    std::function<void()> m_wake;
};

/// A keychain in memory that answers at once.
class FakeCredentials : public CredentialPort
{
public:
    struct Saved
    {
        Mode mode{};
        std::string keyId;
        std::string secret;
    };

    void status(Mode mode, StatusReply reply) override { reply(m_status[mode]); }
    void save(Mode mode, Secret keyId, Secret secret, StatusReply reply) override
    {
        m_saved.push_back(Saved{mode, std::string{keyId.reveal()}, std::string{secret.reveal()}});
        m_status[mode].present = true;
        m_status[mode].keyIdHint = m_saved.back().keyId.substr(m_saved.back().keyId.size() - 4);
        reply(m_status[mode]);
    }
    void forget(Mode mode, StatusReply reply) override
    {
        ++m_forgotten;
        m_status[mode] = Status{};
        reply(m_status[mode]);
    }
    void test(Mode mode, TestReply reply) override
    {
        m_tested.push_back(mode);
        reply(m_answer);
    }

    void setStatus(Mode mode, Status status) { m_status[mode] = std::move(status); }
    void setAnswer(Result<std::string> answer) { m_answer = std::move(answer); }
    [[nodiscard]] const std::vector<Saved>& saved() const noexcept { return m_saved; }
    [[nodiscard]] const std::vector<Mode>& tested() const noexcept { return m_tested; }
    [[nodiscard]] int forgotten() const noexcept { return m_forgotten; }

private:
    std::map<Mode, Status> m_status;
    Result<std::string> m_answer = std::string{"The account is active."};
    std::vector<Saved> m_saved;
    std::vector<Mode> m_tested;
    int m_forgotten = 0;
};

/// Takes every text but one that holds the word "bad"; "more" in it loosens a limit.
class FakeSettings : public SettingsPort
{
public:
    [[nodiscard]] std::string text() const override { return m_text; }
    [[nodiscard]] Result<std::vector<LimitMove>> moves(const std::string& text) const override
    {
        if (text.find("bad") != std::string::npos)
            return fail(ErrorCode::Malformed,
                        "limits.paper.orders_per_minute: expected a number, found 'bad'");
        if (text.find("more") == std::string::npos)
            return {};
        return std::vector{LimitMove{"position_per_symbol", "1000", "2000", true},
                           LimitMove{"orders_per_minute", "10", "5", false}};
    }
    [[nodiscard]] Result<void> save(const std::string& text, const std::string& phrase) override
    {
        const auto changes = moves(text);
        if (!changes)
            return tl::unexpected{changes.error()};
        if (!changes->empty() && phrase != kLoosenPhrase)
            return fail(ErrorCode::Refused, "the phrase was not typed");
        m_text = text;
        return {};
    }
    void setText(std::string text) { m_text = std::move(text); }

private:
    std::string m_text;
};

} // namespace tapedeck::test
