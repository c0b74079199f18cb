// swift-tools-version: 6.2
import PackageDescription

// Every room is one target; a room imports only rooms listed here as its dependencies.
// .ci/run builds with `--explicit-target-dependency-import-check error`, so this list is the law.

// Set by `Tests/fuzz` alone: where the toolchain's libFuzzer is. Every room is then built to be watched by it.
let fuzzer = Context.environment["SIGHTLINE_FUZZ"]

let strict: [SwiftSetting] =
    [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude,
        swiftSettings: strict + [.define("SIGHTLINE_TESTS")])
}

let package = Package(
    name: "sightline",
    products: [
        .executable(name: "sightline", targets: ["Sightline"]),
        .executable(name: "sightline-bench", targets: ["SightlineBench"]),
        .executable(name: "release-check", targets: ["ReleaseCheck"]),
    ],
    targets: [
        // C libraries, each imported by exactly one room.
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
        .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        // Own C: counting bits, compiled for several processors.
        .target(name: "CHamming"),
        .target(name: "COpenVINO", linkerSettings: [.linkedLibrary("dl")]),

        // The rooms, from the ground up.
        room("Records"),
        room("Geometry", ["Records"]),
        room("WorkStealing"),
        room("SystemCalls", ["Records", "WorkStealing", "CLinux"]),
        room("Digest", ["CCrypto"]),
        room("HTTP", ["WorkStealing", "SystemCalls"]),
        room("Tables", ["Records", "SystemCalls"]),
        room("Photo", ["Records", "Geometry", "CJPEG", "CPNG", "CExif"]),
        room("Catalogue", ["Records", "SystemCalls", "Digest", "Tables", "Photo"]),
        room("Compliance", ["Records", "Geometry"]),
        room("Judging", ["Records", "Digest", "Geometry", "Compliance", "Catalogue"]),
        room("Inference", ["Records", "SystemCalls", "Digest", "COpenVINO"]),
        room("Examining", ["Records", "Photo"]),
        room("Capture", ["Records", "Photo", "Examining"]),
        room(
            "Detection", ["Records", "Geometry", "Photo", "Digest", "Compliance", "Inference", "Examining"],
            resources: [.copy("Resources")]),
        room(
            "Artwork", ["Records", "Geometry", "Photo", "Inference", "Examining", "Catalogue"],
            resources: [.copy("Resources")]),
        room("People", ["Records", "Photo", "Inference"], resources: [.copy("Resources")]),
        room(
            "Text", ["Records", "Geometry", "Photo", "Digest", "Inference", "Examining", "Catalogue"],
            resources: [.copy("Resources")]),
        room("Drops", ["Records", "SystemCalls", "WorkStealing"]),
        room("Stores", ["Records", "SystemCalls", "Tables"]),
        // It reads each drop's layout, so it stands on Drops.
        room("Settings", ["Records", "SystemCalls", "Drops"]),
        room("Ledger", ["Records", "WorkStealing", "SystemCalls", "CSQLite"]),
        room("Bundles", ["Records", "SystemCalls", "Digest", "CZstd"]),
        room("Watching", ["Records", "WorkStealing", "SystemCalls", "Photo", "Drops", "Settings", "Ledger"]),
        room("Visits", ["Records", "Judging", "Ledger"]),
        room("Integrity", ["Records", "Capture", "Ledger", "CHamming"]),
        room(
            "Audit",
            [
                "Records", "Geometry", "WorkStealing", "SystemCalls", "Digest", "Photo", "Compliance", "Judging",
                "Inference", "Examining", "Detection", "Artwork", "Text", "Catalogue", "Capture", "People", "Drops",
                "Stores",
                "Settings",
                "Ledger",
                "Bundles", "Watching", "Integrity",
            ]),
        room("Interchange", ["Records", "Geometry"]),
        room(
            "Evaluation", ["Records", "Geometry", "Interchange", "SystemCalls", "Photo", "Compliance", "Judging"]),
        room("Reporting", ["Records", "SystemCalls", "Digest", "Judging", "Stores", "Ledger", "Visits"]),
        room(
            "Review",
            [
                "Records", "Geometry", "WorkStealing", "SystemCalls", "Digest", "HTTP", "Photo", "People", "Catalogue",
                "Drops", "Judging", "Ledger", "Reporting",
            ], resources: [.copy("Resources")]),
        room(
            "Service",
            [
                "Records", "WorkStealing", "SystemCalls", "Judging", "Examining", "Drops", "Stores",
                "Settings", "Ledger", "Bundles", "Watching", "Visits", "Detection", "Artwork", "Audit",
            ]),
        .executableTarget(
            name: "Sightline",
            dependencies: [
                "Records", "SystemCalls", "Digest", "Photo", "Compliance", "Judging", "Inference", "Detection", "Drops",
                "Stores",
                "Catalogue", "Artwork", "Geometry", "Settings", "Ledger", "Bundles", "Audit", "Interchange",
                "Evaluation",
                "Reporting", "Review", "Service", "Tables", "Text",
            ], swiftSettings: strict),
        .executableTarget(
            name: "SightlineBench",
            dependencies: [
                "Records", "SystemCalls", "Photo", "Judging", "Examining", "Detection", "Drops", "Ledger", "Integrity",
                "Audit", "Reporting", "Catalogue", "Artwork", "Text",
                "CJPEG",
            ],
            swiftSettings: strict),

        // What the optimised build must not do wrong; run by .ci/run.
        .executableTarget(
            name: "ReleaseCheck", dependencies: ["Records", "SystemCalls"], path: "Tests/ReleaseCheck",
            swiftSettings: strict),

        // Tests mirror Sources.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "FuzzDoors",
            dependencies: [
                "Records", "Photo", "Bundles", "Drops", "Stores", "Judging", "Settings", "Catalogue", "Digest", "HTTP",
                "CZstd",
            ],
            path: "Tests/FuzzDoors", swiftSettings: strict),
        tests("Fuzz", ["FuzzDoors"], exclude: ["corpus"]),
        tests("Records", ["Records"]),
        tests("Geometry", ["Geometry", "Records"]),
        tests("WorkStealing", ["WorkStealing"]),
        tests("SystemCalls", ["SystemCalls", "Records"]),
        tests("Digest", ["Digest"]),
        tests("HTTP", ["HTTP", "SystemCalls", "WorkStealing"]),
        tests("Tables", ["Tables"]),
        tests("Catalogue", ["Catalogue", "Photo", "Records"]),
        tests("Photo", ["Photo", "Records"], exclude: ["Fixtures", "make_png.py", "make-lettering.py"]),
        .target(
            name: "SceneSupport", dependencies: ["Compliance", "Geometry", "Records", "TestSupport"],
            path: "Tests/SceneSupport",
            swiftSettings: strict),
        tests("Compliance", ["Compliance", "Records", "SceneSupport"]),
        tests(
            "Capture", ["Capture", "Photo", "Records", "Examining", "Judging"],
            exclude: ["Fixtures", "make-fixtures.py", "degrade.py"]),
        tests(
            "Integrity", ["Integrity", "Audit", "Capture", "Examining", "Judging", "Ledger", "Photo", "Records"],
            exclude: ["edits.py"]),
        tests("Judging", ["Catalogue", "Photo", "Judging", "Compliance", "Geometry", "Records", "SceneSupport"]),
        tests("Inference", ["Inference", "Records"]),
        tests(
            "Detection", ["Detection", "Inference", "Geometry", "Photo", "Records"],
            exclude: ["Fixtures", "make-fixtures.py", "panel_reference.py", "boards_reference.py"]),
        tests("Artwork", ["Artwork", "Records", "Geometry", "Photo", "Inference", "Catalogue", "Examining"]),
        tests("People", ["People", "Inference", "Photo", "Records"], exclude: ["Fixtures"]),
        tests("Text", ["Text", "Inference", "Examining", "Catalogue", "Photo", "Geometry", "Records"]),
        tests("Drops", ["Drops", "Records", "SystemCalls"]),
        tests("Stores", ["Stores", "Drops", "Records"]),
        tests("Settings", ["Settings", "Records"]),
        tests(
            "Watching",
            ["Watching", "Records", "WorkStealing", "SystemCalls", "Drops", "Settings", "Ledger"]),
        tests("Ledger", ["Ledger", "Judging", "Records", "SystemCalls"], exclude: ["Fixtures"]),
        tests("Bundles", ["Bundles", "Records", "SystemCalls", "Digest"], exclude: ["hostile.py"]),
        tests(
            "Audit",
            [
                "Audit", "Records", "Geometry", "Photo", "Compliance", "Judging", "Inference", "Examining", "Capture",
                "Ledger", "Bundles", "Detection", "Drops", "SystemCalls", "WorkStealing",
            ]),
        tests("Interchange", ["Interchange", "Records"]),
        tests(
            "Evaluation",
            ["Evaluation", "Compliance", "Geometry", "Interchange", "Judging", "Photo", "Records"]),
        tests(
            "Reporting",
            ["Reporting", "Catalogue", "Photo", "Judging", "Records", "Ledger", "Stores", "SystemCalls", "Visits"],
            exclude: ["recompute.py", "browser.py"]),
        tests("Visits", ["Visits", "Judging", "Records", "Ledger", "Reporting", "Service"]),
        tests(
            "Review",
            ["Review", "Audit", "Judging", "Ledger", "Records"]),
        tests("Service", ["Service", "Settings", "Records", "Drops", "Ledger", "SystemCalls"]),
        tests("Sightline", ["Catalogue", "Photo", "Records", "Inference", "Ledger", "Sightline"]),
    ],
    swiftLanguageModes: [.v6]
)

if let fuzzer {
    package.products.append(.executable(name: "fuzz-driver", targets: ["FuzzDriver"]))
    package.targets.append(
        .executableTarget(
            name: "FuzzDriver", dependencies: ["FuzzDoors"], path: "Tests/FuzzDriver", swiftSettings: strict,
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++"), .linkedLibrary("m")]))
}
