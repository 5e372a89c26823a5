#pragma once

#include "app/api/control_port.h"
#include "base/result.h"

#include <QByteArray>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

/// One JSON object a line, in UTF-8, a reply for each request, in order (docs/command-line.md).
namespace tapedeck::api {

inline constexpr qsizetype kRequestBytesMax = 4'096; ///< with the line's end
inline constexpr qsizetype kReplyBytesMax = 1 << 20;
inline constexpr std::size_t kSourceTextMax = 64;
/// Whoever has not answered by then is treated as gone (DESIGN: the command line).
inline constexpr std::chrono::milliseconds kAnswerWithin{1'000};

/// The socket of the instance that keeps its data in `folder`.
[[nodiscard]] std::filesystem::path controlSocketFile(const std::filesystem::path& folder);

enum class ControlVerb : unsigned char
{
    Kill,
    Release,
    Status
};

struct ControlRequest
{
    ControlVerb verb{};
    bool flatten = false; ///< of Kill
    std::string phrase;   ///< of Release
    std::string source;   ///< of Kill and Release: "command line"
    friend bool operator==(const ControlRequest&, const ControlRequest&) = default;
};

/// To every request, refused ones too; `status` wherever there is one.
struct ControlReply
{
    ControlAnswer answer;
    std::optional<ControlStatus> status;
    friend bool operator==(const ControlReply&, const ControlReply&) = default;
};

[[nodiscard]] QByteArray toLine(const ControlRequest& request);
[[nodiscard]] QByteArray toLine(const ControlReply& reply);
/// Errors: Malformed, Unsupported (a command that is not known).
[[nodiscard]] Result<ControlRequest> requestFrom(const QByteArray& line);
/// Errors: Malformed.
[[nodiscard]] Result<ControlReply> replyFrom(const QByteArray& line);

} // namespace tapedeck::api
