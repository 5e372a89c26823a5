// Runs inside a session that key_store_test.cpp makes; each suite is for one kind of session.
#include "app/vault/key_store.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QEventLoop>
#include <qt6keychain/keychain.h>

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>

namespace tapedeck::vault {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Status = CredentialPort::Status;
using Storage = CredentialPort::Storage;

// Searched for in every file afterwards.
constexpr std::string_view kPaperId = "PKNEVERONDISK0001";
constexpr std::string_view kPaperSecret = "neverOnDiskPaper/+secret0001";
constexpr std::string_view kLiveId = "AKNEVERONDISK0002";
constexpr std::string_view kLiveSecret = "neverOnDiskLive/+secret0002";

Secret secretOf(std::string_view text)
{
    std::string copy{text};
    return Secret::takeFrom(copy);
}

/// Runs the event loop until the answer comes; it may not come at once.
template <class T>
T await(const std::function<void(std::function<void(T)>)>& ask)
{
    std::unique_ptr<T> answer;
    QEventLoop loop;
    ask([&](T given) {
        answer = std::make_unique<T>(std::move(given));
        loop.quit();
    });
    EXPECT_EQ(answer, nullptr) << "answered before the call returned";
    if (!answer)
        loop.exec();
    return std::move(*answer);
}

class SessionTest : public testing::Test
{
protected:
    /// A store as the next run of the program has it: with nothing in memory.
    static std::unique_ptr<KeyStore> makeStore()
    {
        Probes probes;
        probes.paper = [](PaperKeys keys, CredentialPort::TestReply reply) {
            reply("paper says hello to " + std::string{keys.id.reveal()});
        };
        probes.live = [](LiveKeys keys, CredentialPort::TestReply reply) {
            reply("live says hello to " + std::string{keys.id.reveal()});
        };
        return std::make_unique<KeyStore>(std::move(probes), std::chrono::seconds{10});
    }
    static Result<Status> statusOf(KeyStore& store, Mode mode)
    {
        return await<Result<Status>>([&](auto reply) { store.status(mode, std::move(reply)); });
    }
    static Result<Status>
    save(KeyStore& store, Mode mode, std::string_view id, std::string_view secret)
    {
        return await<Result<Status>>([&](auto reply) {
            store.save(mode, secretOf(id), secretOf(secret), std::move(reply));
        });
    }
    static Result<Status> forget(KeyStore& store, Mode mode)
    {
        return await<Result<Status>>([&](auto reply) { store.forget(mode, std::move(reply)); });
    }
    static Result<std::string> askBroker(KeyStore& store, Mode mode)
    {
        return await<Result<std::string>>([&](auto reply) { store.test(mode, std::move(reply)); });
    }
    /// "id secret", "none", or the error.
    static std::string paperOf(KeyStore& store)
    {
        return shown(await<Result<std::optional<PaperKeys>>>(
            [&](auto reply) { store.loadPaper(std::move(reply)); }));
    }
    static std::string liveOf(KeyStore& store)
    {
        return shown(await<Result<std::optional<LiveKeys>>>(
            [&](auto reply) { store.loadLive(std::move(reply)); }));
    }
    static std::string both(std::string_view id, std::string_view secret)
    {
        return std::string{id} + " " + std::string{secret};
    }
    /// Where the keychain cannot be used, keys last as long as the store.
    static void expectThisRunOnly(const char* problem)
    {
        const auto store = makeStore();
        const auto saved = save(*store, Mode::Paper, kPaperId, kPaperSecret);
        ASSERT_TRUE(saved) << saved.error().what;
        EXPECT_TRUE(saved->present);
        EXPECT_EQ(saved->storage, Storage::ThisRun);
        EXPECT_THAT(saved->problem, HasSubstr("kept until Tapedeck ends"));
        EXPECT_THAT(saved->problem, HasSubstr(problem));
        EXPECT_EQ(statusOf(*store, Mode::Paper)->problem, saved->problem);
        EXPECT_EQ(paperOf(*store), both(kPaperId, kPaperSecret));
        EXPECT_EQ(askBroker(*store, Mode::Paper).value(),
                  "paper says hello to " + std::string{kPaperId});
        const auto forgotten = forget(*store, Mode::Paper);
        if (!forgotten) {
            EXPECT_THAT(forgotten.error().what, HasSubstr("is not known"));
        }
        EXPECT_FALSE(statusOf(*store, Mode::Paper)->present);
        EXPECT_FALSE(statusOf(*makeStore(), Mode::Paper)->present);
    }

private:
    template <class K>
    static std::string shown(const Result<std::optional<K>>& keys)
    {
        if (!keys)
            return keys.error().what;
        return *keys ? both((*keys)->id.reveal(), (*keys)->secret.reveal()) : "none";
    }
};

class Unlocked : public SessionTest
{
protected:
    void SetUp() override
    {
        for (const Mode mode : {Mode::Paper, Mode::Live})
            ASSERT_TRUE(forget(*makeStore(), mode));
    }
};

TEST_F(Unlocked, KeepsEachModesKeysForTheNextRun)
{
    EXPECT_FALSE(statusOf(*makeStore(), Mode::Paper)->present);
    EXPECT_EQ(paperOf(*makeStore()), "none");
    for (const auto& [mode, id, secret] : {std::tuple{Mode::Paper, kPaperId, kPaperSecret},
                                           std::tuple{Mode::Live, kLiveId, kLiveSecret}}) {
        const auto saved = save(*makeStore(), mode, id, secret);
        ASSERT_TRUE(saved) << saved.error().what;
        EXPECT_EQ(saved->storage, Storage::Keychain) << saved->problem;
        EXPECT_EQ(saved->keyIdHint, id.substr(id.size() - 4));
        EXPECT_THAT(saved->problem, IsEmpty());
    }
    const auto store = makeStore();
    EXPECT_EQ(paperOf(*store), both(kPaperId, kPaperSecret));
    EXPECT_EQ(liveOf(*store), both(kLiveId, kLiveSecret));
    const auto status = statusOf(*store, Mode::Live);
    EXPECT_TRUE(status->present);
    EXPECT_EQ(status->storage, Storage::Keychain);
    EXPECT_EQ(status->keyIdHint, "0002");
}

TEST_F(Unlocked, ForgetsOneModeAndLeavesTheOther)
{
    const auto store = makeStore();
    ASSERT_TRUE(save(*store, Mode::Paper, kPaperId, kPaperSecret));
    ASSERT_TRUE(save(*store, Mode::Live, kLiveId, kLiveSecret));
    const auto forgotten = forget(*store, Mode::Paper);
    ASSERT_TRUE(forgotten) << forgotten.error().what;
    EXPECT_FALSE(forgotten->present);
    EXPECT_EQ(paperOf(*makeStore()), "none");
    EXPECT_EQ(liveOf(*makeStore()), both(kLiveId, kLiveSecret));
    EXPECT_TRUE(forget(*store, Mode::Paper)) << "twice is no error";
}

TEST_F(Unlocked, TakesTheNewestKeys)
{
    const auto store = makeStore();
    ASSERT_TRUE(save(*store, Mode::Paper, kLiveId, kLiveSecret));
    ASSERT_TRUE(save(*store, Mode::Paper, kPaperId, kPaperSecret));
    EXPECT_EQ(paperOf(*makeStore()), both(kPaperId, kPaperSecret));
}

TEST_F(Unlocked, AnswersQuestionsThatWereAskedTogetherInTheirOrder)
{
    const auto store = makeStore();
    std::string order;
    QEventLoop loop;
    store->save(
        Mode::Paper, secretOf(kPaperId), secretOf(kPaperSecret), [&](auto) { order += "saved "; });
    store->status(Mode::Paper, [&](auto status) { order += status->present ? "there " : "?"; });
    store->forget(Mode::Paper, [&](auto) { order += "forgotten "; });
    store->status(Mode::Paper, [&](auto status) {
        order += status->present ? "?" : "gone";
        loop.quit();
    });
    loop.exec();
    EXPECT_EQ(order, "saved there forgotten gone");
}

TEST_F(Unlocked, AsksTheBrokerOfTheModeWithItsKeys)
{
    const auto store = makeStore();
    const auto nothing = askBroker(*store, Mode::Live);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::NotFound);
    ASSERT_TRUE(save(*store, Mode::Live, kLiveId, kLiveSecret));
    EXPECT_EQ(askBroker(*store, Mode::Live).value(), "live says hello to " + std::string{kLiveId});
    EXPECT_FALSE(askBroker(*store, Mode::Paper));
}

TEST_F(Unlocked, CutsTheSpaceThatCopyingBrings)
{
    ASSERT_TRUE(save(*makeStore(),
                     Mode::Paper,
                     " " + std::string{kPaperId} + "\r\n",
                     "\t" + std::string{kPaperSecret} + " "));
    EXPECT_EQ(paperOf(*makeStore()), both(kPaperId, kPaperSecret));
}

TEST_F(Unlocked, RefusesWhatIsNoKeyAndNeverRepeatsIt)
{
    const auto store = makeStore();
    for (const auto& [id, secret] : {std::pair<std::string, std::string>{"", "abc"},
                                     {"abc", " \n"},
                                     {"two words", "abc"},
                                     {"abc", "line\nbreak"},
                                     {"abc", "umlaut\xc3\xa4"},
                                     {std::string(kKeyLengthMax + 1, 'x'), "abc"}}) {
        const auto saved = save(*store, Mode::Paper, id, secret);
        ASSERT_FALSE(saved) << id << "/" << secret;
        EXPECT_EQ(saved.error().code, ErrorCode::Malformed);
        EXPECT_EQ(saved.error().what.find("words"), std::string::npos);
    }
    EXPECT_FALSE(statusOf(*store, Mode::Paper)->present);
}

TEST_F(Unlocked, HasNoKeysForPractice)
{
    const auto store = makeStore();
    EXPECT_EQ(statusOf(*store, Mode::Practice).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(save(*store, Mode::Practice, "a", "b").error().code, ErrorCode::Unsupported);
    EXPECT_EQ(forget(*store, Mode::Practice).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(askBroker(*store, Mode::Practice).error().code, ErrorCode::Unsupported);
}

TEST_F(Unlocked, SaysWhenTheKeychainHoldsSomethingElse)
{
    auto* job = new QKeychain::WritePasswordJob{QStringLiteral("tapedeck")};
    job->setKey(QStringLiteral("paper"));
    job->setBinaryData("neither id nor secret");
    QEventLoop loop;
    QObject::connect(job, &QKeychain::Job::finished, &loop, &QEventLoop::quit);
    job->start();
    loop.exec();
    const auto status = statusOf(*makeStore(), Mode::Paper);
    EXPECT_FALSE(status->present);
    EXPECT_THAT(status->problem, HasSubstr("enter them again"));
    EXPECT_THAT(paperOf(*makeStore()), HasSubstr("enter them again"));
}

class Locked : public SessionTest
{
protected:
    static void lock()
    {
        const auto bus = QDBusConnection::sessionBus();
        auto call = QDBusMessage::createMethodCall("org.freedesktop.secrets",
                                                   "/org/freedesktop/secrets",
                                                   "org.freedesktop.Secret.Service",
                                                   "Lock");
        call << QVariant::fromValue(
            QList{QDBusObjectPath{"/org/freedesktop/secrets/aliases/default"}});
        const auto reply = bus.call(call);
        ASSERT_EQ(reply.type(), QDBusMessage::ReplyMessage) << reply.errorMessage().toStdString();
    }
};

TEST_F(Locked, IsRecognisedAndNothingIsBelieved)
{
    ASSERT_EQ(save(*makeStore(), Mode::Paper, kPaperId, kPaperSecret)->storage, Storage::Keychain);
    lock();
    const auto status = statusOf(*makeStore(), Mode::Paper);
    ASSERT_TRUE(status) << status.error().what;
    EXPECT_FALSE(status->present);
    EXPECT_EQ(status->storage, Storage::ThisRun);
    EXPECT_THAT(status->problem, HasSubstr("is locked"));
    EXPECT_THAT(paperOf(*makeStore()), HasSubstr("is locked"));

    const auto forgotten = forget(*makeStore(), Mode::Paper);
    ASSERT_FALSE(forgotten) << "the keychain says 'deleted' and lies";
    EXPECT_THAT(forgotten.error().what, HasSubstr("is locked"));

    const auto store = makeStore();
    const auto saved = save(*store, Mode::Live, kLiveId, kLiveSecret);
    ASSERT_TRUE(saved) << saved.error().what;
    EXPECT_EQ(saved->storage, Storage::ThisRun);
    EXPECT_THAT(saved->problem, HasSubstr("is locked"));
    EXPECT_EQ(liveOf(*store), both(kLiveId, kLiveSecret));
}

/// The session after Locked's, over the same files, with the keyring unlocked.
class AfterLocked : public SessionTest
{};

TEST_F(AfterLocked, FindsWhatTheLockedKeychainDenied)
{
    const auto store = makeStore();
    EXPECT_EQ(paperOf(*store), both(kPaperId, kPaperSecret)) << "it was there all along";
    EXPECT_EQ(liveOf(*store), "none") << "it was kept for that run only";
    ASSERT_TRUE(forget(*store, Mode::Paper));
    EXPECT_EQ(paperOf(*makeStore()), "none");
}

class Fresh : public SessionTest
{};

TEST_F(Fresh, KeepsKeysForThisRunAndSaysWhy)
{
    expectThisRunOnly("there is no usable keychain");
}

class NoService : public SessionTest
{};

TEST_F(NoService, KeepsKeysForThisRunAndSaysWhy)
{
    expectThisRunOnly("org.freedesktop.secrets");
}

/// Takes every call and answers none.
class Silent final : public QDBusVirtualObject
{
public:
    QString introspect(const QString& /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& /*bus*/) override
    {
        message.setDelayedReply(true);
        return true;
    }
};

TEST_F(NoService, GivesUpOnAServiceThatNeverAnswers)
{
    auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, "silent");
    Silent silent;
    ASSERT_TRUE(bus.registerVirtualObject("/", &silent, QDBusConnection::SubPath));
    ASSERT_TRUE(bus.registerService("org.freedesktop.secrets"));
    KeyStore store{{}, std::chrono::milliseconds{200}};
    const auto status = statusOf(store, Mode::Paper);
    ASSERT_TRUE(status);
    EXPECT_THAT(status->problem, HasSubstr("did not answer"));
    EXPECT_EQ(save(store, Mode::Paper, kPaperId, kPaperSecret)->storage, Storage::ThisRun);
    ASSERT_TRUE(bus.unregisterService("org.freedesktop.secrets"));
}

class NoBus : public SessionTest
{};

TEST_F(NoBus, KeepsKeysForThisRunAndSaysWhy)
{
    expectThisRunOnly("this session has no D-Bus");
}

} // namespace
} // namespace tapedeck::vault
