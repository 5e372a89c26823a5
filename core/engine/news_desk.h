#pragma once

#include "engine/input.h"
#include "engine/state.h"

namespace tapedeck {

/// News as it comes: known versions are passed over, new ones scored, shown and recorded.
class NewsDesk
{
public:
    explicit NewsDesk(EngineState& state) noexcept : m_state{state} {}

    void onNews(const input::News& news);

private:
    void take(const NewsItem& item, NewsVia via);
    [[nodiscard]] bool concerns(const std::string& symbol) const;

    EngineState& m_state;
};

} // namespace tapedeck
