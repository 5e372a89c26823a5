#include "run_command.h"

#include <QTemporaryFile>

#include <gtest/gtest.h>
#include <unistd.h>

namespace tapedeck::commands {

Outcome run(const std::function<int()>& command, const QByteArray& input)
{
    QTemporaryFile file;
    EXPECT_TRUE(file.open());
    file.write(input);
    file.flush();
    EXPECT_EQ(::lseek(file.handle(), 0, SEEK_SET), 0);
    const int before = ::dup(STDIN_FILENO);
    ::dup2(file.handle(), STDIN_FILENO);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome result;
    result.exitCode = command();
    result.out = testing::internal::GetCapturedStdout();
    result.err = testing::internal::GetCapturedStderr();
    ::dup2(before, STDIN_FILENO);
    ::close(before);
    return result;
}

} // namespace tapedeck::commands
