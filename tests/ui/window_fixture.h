#pragma once

#include "fake_desk.h"
#include "sample.h"
#include "ui/main_window.h"

#include <QTimer>
#include <QtTest/QTest>

#include <gtest/gtest.h>

namespace tapedeck::test {

/// A window on a made-up desk, shown off the screen. Frames come from the test, not from a clock.
class WindowTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_window.findChild<QTimer*>({}, Qt::FindDirectChildrenOnly)->stop();
        m_window.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&m_window));
        m_window.activateWindow();
    }
    void give(Snapshot snapshot)
    {
        m_desk.give(std::move(snapshot));
        m_window.refresh();
        QCoreApplication::processEvents();
    }
    template <class T>
    T* part(const char* name)
    {
        T* found = m_window.findChild<T*>(QString::fromLatin1(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }

    FakeDesk m_desk;
    FakeCredentials m_credentials;
    FakeSettings m_settings;
    MainWindow m_window{m_desk, m_credentials, m_settings, {Theme::Dark, true, QSize{1280, 800}}};
};

} // namespace tapedeck::test
