#pragma once

#include <QString>

/// D-Bus sessions with a real secret service, for tests of what is kept there. A secret service
/// belongs to a session, so each kind of session is made anew, and test programs run inside.
namespace tapedeck::test {

/// What such sessions need is not on this machine, and the reason; empty = all is there.
[[nodiscard]] QString whyNoKeyring();

/// Runs one suite of a test program in a session of this kind (keyring_session.sh) that keeps its
/// files in `folder`. Fails the test where the suite fails, or is empty.
void runInSession(const char* kind,
                  const QString& folder,
                  const QString& program,
                  const char* suite);

} // namespace tapedeck::test
