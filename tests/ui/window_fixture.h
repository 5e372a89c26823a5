#pragma once

#include "fake_desk.h"
#include "sample.h"
#include "ui/main_window.h"

#include <QtTest/QTest>

#include <gtest/gtest.h>

namespace tapedeck::test {

/// A window on a made-up desk, shown off the screen. Frames come from the test, not from a clock.
class WindowTest : public testing::Test
{
protected:
    void SetUp() override
    {
        window.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    }
    void give(Snapshot snapshot)
    {
        desk.give(std::move(snapshot));
        window.refresh();
        QCoreApplication::processEvents();
    }
    template <class T>
    T* part(const char* name)
    {
        T* found = window.findChild<T*>(QString::fromLatin1(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }

    FakeDesk desk;
    FakeCredentials credentials;
    FakeSettings settings;
    MainWindow window{desk, credentials, settings, {Theme::Dark, true, QSize{1280, 800}}};
};

} // namespace tapedeck::test
