#pragma once

#include <QStringList>

namespace tapedeck::commands {

/// `tapedeck news-report`: delay and coverage of the sources of news, from the journal. The exit
/// code.
int newsReportCommand(const QStringList& arguments);

} // namespace tapedeck::commands
