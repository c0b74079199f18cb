import Foundation
import Records
import TestSupport
import Testing

@testable import Settings

@Suite struct ServiceUnitTests {
    @Test func theShippedUnitMakesItsFolders() throws {
        let unit = try #require(ServiceUnit(in: [PathBytes(Fixtures.root.appending(path: "Systemd").path)]))
        #expect(unit.user == "sightline")
        for folder in ["/run/sightline", "/var/lib/sightline", "/var/lib/sightline/outbox"] {
            #expect(unit.makes(PathBytes(folder)), "\(folder)")
        }
        for folder in ["/run", "/run/sightline-2", "/var/lib", "/etc/sightline"] {
            #expect(!unit.makes(PathBytes(folder)), "\(folder)")
        }
    }

    @Test func dropInsCountAfterTheUnit() throws {
        try Fixtures.withTemporaryFolder { folder in
            let late = folder.appending(path: "etc/sightline.service.d")
            for made in [folder.appending(path: "lib"), late] {
                try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
            }
            try Data("[Service]\nUser=a\nRuntimeDirectory=one two:link\n#User=x\n".utf8)
                .write(to: folder.appending(path: "lib/sightline.service"))
            try Data("[Service]\nUser=b\nRuntimeDirectory=\nRuntimeDirectory=three\n".utf8)
                .write(to: late.appending(path: "10.conf"))
            try Data("[Service]\nUser=never\n".utf8).write(to: late.appending(path: "README"))
            let places = ["etc", "lib"].map { PathBytes(folder.appending(path: $0).path) }
            let unit = try #require(ServiceUnit(in: places))
            #expect(unit.user == "b" && unit.folders == [PathBytes("/run/three")])
            #expect(ServiceUnit(in: [PathBytes(folder.path + "/none")]) == nil)
        }
    }
}
