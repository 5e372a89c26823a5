#pragma once

#include "base/check.h"
#include "trading/mode.h"

#include <algorithm>
#include <filesystem>
#include <utility>

/// Where a mode keeps its files. Modes never share a folder, and a journal's file carries its mode:
/// whoever opens one cannot name another.
namespace tapedeck::store {

/// The file of a journal, and the mode that it belongs to. Only a ModeFolder makes one.
class JournalFile
{
public:
    JournalFile(const JournalFile&) = default;
    JournalFile& operator=(const JournalFile&) = delete; // one of a mode could become another's
    ~JournalFile() = default;

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    friend class ModeFolder;
    JournalFile(Mode mode, std::filesystem::path path) : m_mode{mode}, m_path{std::move(path)} {}

    Mode m_mode;
    std::filesystem::path m_path;
};

/// A folder of one mode, and the files in it. Nothing is made on disk.
class ModeFolder
{
public:
    /// `root`/practice, paper or live.
    ModeFolder(const std::filesystem::path& root, Mode mode)
        : m_mode{mode}, m_path{root / toString(mode)}
    {}
    /// One that stands alone, such as a tape's that a person names by its place.
    [[nodiscard]] static ModeFolder at(std::filesystem::path path, Mode mode)
    {
        return {mode, std::move(path)};
    }
    /// Within this folder; this one where `name` is empty. It leads nowhere else.
    [[nodiscard]] ModeFolder below(const std::filesystem::path& name) const
    {
        CHECK(name.is_relative() && std::find(name.begin(), name.end(), "..") == name.end());
        return at(name.empty() ? m_path : m_path / name, m_mode);
    }

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

    [[nodiscard]] JournalFile journal() const { return {m_mode, m_path / "journal.sqlite"}; }
    [[nodiscard]] std::filesystem::path killLatch() const { return m_path / "killed"; }
    [[nodiscard]] std::filesystem::path settings() const { return m_path / "config.yaml"; }
    /// What the lock of the mode's one engine is named by, whatever journal that writes.
    [[nodiscard]] std::filesystem::path engine() const { return m_path / "engine"; }

private:
    ModeFolder(Mode mode, std::filesystem::path path) : m_mode{mode}, m_path{std::move(path)} {}

    Mode m_mode;
    std::filesystem::path m_path;
};

/// The journal of mode M, by its type: it stands under `root` and nowhere else.
template <Mode M>
class JournalFileOf : public JournalFile
{
public:
    /// `run`: of a run that keeps a journal of its own, within the mode's folder.
    explicit JournalFileOf(const std::filesystem::path& root, const std::filesystem::path& run = {})
        : JournalFile{ModeFolder{root, M}.below(run).journal()}
    {}
};

using PracticeJournal = JournalFileOf<Mode::Practice>;
using PaperJournal = JournalFileOf<Mode::Paper>;
using LiveJournal = JournalFileOf<Mode::Live>;

} // namespace tapedeck::store
