#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "config/document.h"
#include "trading/keys.h"

#include <QString>
#include <QUrl>

#include <utility>

namespace tapedeck::alpaca {

template <Mode M>
class EndpointsOf;

/// Where the broker answers. The hosts of paper and live stand in the code and nowhere else.
struct Endpoints
{
    QUrl trading;
    QUrl data;
    QUrl marketStream;
    QUrl tradingStream;
    QUrl newsStream;

    /// Of option contracts; not for OptionFeed::Off.
    [[nodiscard]] QUrl optionStream(OptionFeed feed) const;

    [[nodiscard]] static EndpointsOf<Mode::Paper> paper(FeedSource feed);
    [[nodiscard]] static EndpointsOf<Mode::Live> live(FeedSource feed);
    /// One address and port for everything. Errors: Refused (an address that is not loopback).
    [[nodiscard]] static Result<EndpointsOf<Mode::Practice>>
    practice(const QString& host, int port, FeedSource feed = FeedSource::Iex);
};

/// The endpoints of one mode: only Endpoints makes them.
template <Mode M>
class EndpointsOf
{
public:
    [[nodiscard]] const Endpoints& get() const noexcept { return m_endpoints; }

private:
    friend struct Endpoints;
    explicit EndpointsOf(Endpoints endpoints) : m_endpoints{std::move(endpoints)} {}

    Endpoints m_endpoints;
};

/// Hosts with the keys that belong to them: made of one mode's keys and the same mode's hosts, so
/// that those of paper cannot build a live broker. Feed and broker need one each.
class Login
{
public:
    template <Mode M>
    Login(Keys<M> keys, const EndpointsOf<M>& endpoints, FeedSource feed)
        : Login{M, endpoints.get(), feed, std::move(keys.id), std::move(keys.secret)}
    {}
    [[nodiscard]] static Login paper(PaperKeys keys, FeedSource feed);
    [[nodiscard]] static Login live(LiveKeys keys, FeedSource feed);
    /// Errors: Refused (an address that is not loopback).
    [[nodiscard]] static Result<Login>
    practice(PracticeKeys keys, const QString& host, int port, FeedSource feed = FeedSource::Iex);
    [[nodiscard]] Login duplicate() const;

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    [[nodiscard]] const Endpoints& endpoints() const noexcept { return m_endpoints; }
    [[nodiscard]] FeedSource feed() const noexcept { return m_feed; }
    [[nodiscard]] const Secret& id() const noexcept { return m_id; }
    [[nodiscard]] const Secret& secret() const noexcept { return m_secret; }

private:
    Login(Mode mode, Endpoints endpoints, FeedSource feed, Secret id, Secret secret)
        : m_mode{mode}, m_endpoints{std::move(endpoints)}, m_feed{feed}, m_id{std::move(id)},
          m_secret{std::move(secret)}
    {}

    Mode m_mode;
    Endpoints m_endpoints;
    FeedSource m_feed;
    Secret m_id;
    Secret m_secret;
};

} // namespace tapedeck::alpaca
