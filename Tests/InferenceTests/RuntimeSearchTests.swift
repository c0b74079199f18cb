import Foundation
import Records
import TestSupport
import Testing

@testable import Inference

struct RuntimeSearchTests {
    private func search(in root: URL) -> RuntimeSearch {
        RuntimeSearch(
            override: nil, executableFolder: path(root.appending(path: "app/bin")),
            workingFolder: path(root.appending(path: "checkout/deep/down")),
            libraryFolders: [path(root.appending(path: "usr/lib"))],
            pathFolders: [path(root.appending(path: "nothing")), path(root.appending(path: "py/bin"))], pythonRoots: [])
    }

    private func touch(_ root: URL, _ name: String) throws {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: file)
    }

    @Test func placesAreTriedInTheDocumentedOrder() throws {
        try Fixtures.withTemporaryFolder { root in
            let places = [
                "app/lib/sightline/openvino/libopenvino_c.so.2641", "checkout/.runtime/openvino/libopenvino_c.so.2641",
                "usr/lib/libopenvino_c.so", "py/lib/python3.11/site-packages/openvino/libs/libopenvino_c.so.2500",
            ]
            for place in places { try touch(root, place) }
            for folder in ["app/bin", "checkout/deep/down", "py/bin"] {
                try FileManager.default.createDirectory(
                    at: root.appending(path: folder), withIntermediateDirectories: true)
            }
            try touch(root, "py/bin/python3")
            let found = search(in: root).candidates().compactMap(\.text)
            #expect(found.count == places.count)
            for (a, b) in zip(found, places) {
                #expect(URL(filePath: a).standardized.path == root.appending(path: b).path)
            }
        }
    }

    @Test func theNewestVersionOfAFolderWins() throws {
        try Fixtures.withTemporaryFolder { root in
            for version in ["2430", "2641", "999"] { try touch(root, "usr/lib/libopenvino_c.so.\(version)") }
            #expect(search(in: root).candidates().map(\.lastComponent) == [PathBytes("libopenvino_c.so.2641")])
        }
    }

    @Test func anOverrideIsTheOnlyPlace() throws {
        try Fixtures.withTemporaryFolder { root in
            try touch(root, "usr/lib/libopenvino_c.so.1")
            try touch(root, "own/libopenvino_c.so.7")
            var search = search(in: root)
            for place in ["own", "own/libopenvino_c.so.7"] {
                search.override = path(root.appending(path: place))
                #expect(search.candidates().map(\.lastComponent) == [PathBytes("libopenvino_c.so.7")])
            }
            search.override = path(root.appending(path: "nowhere"))
            #expect(search.candidates().isEmpty)
        }
    }

    @Test func aFolderNamedLikeTheLibraryIsNoReasonToStop() throws {
        try Fixtures.withTemporaryFolder { root in
            #expect(search(in: root).candidates().isEmpty)
        }
    }
}

private func path(_ url: URL) -> PathBytes { PathBytes(url.path) }
