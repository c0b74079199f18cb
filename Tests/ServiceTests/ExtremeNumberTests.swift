import TestSupport
import Testing

@testable import Service

/// Whatever number systemd passes.
@Suite struct ExtremeNumberTests {
    @Test func aWatchdogOfAnySpanIsNoneOrOne() {
        for text in Extremes.json5 + ["inf", "nan", "", "3000000"] {
            let manager = ServiceManager(environment: ["WATCHDOG_USEC": text])
            #expect(manager.watchdog.map { $0.isFinite && $0 >= 0 } ?? true)
        }
        #expect(ServiceManager(environment: ["WATCHDOG_USEC": "3000000"]).watchdog == 3)
    }
}
