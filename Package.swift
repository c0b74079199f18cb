// swift-tools-version: 6.2
import PackageDescription

// Every room is one target; a room imports only rooms listed here as its dependencies.
// .ci/run builds with `--explicit-target-dependency-import-check error`, so this list is the law.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

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
        .systemLibrary(name: "CExif", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "COpenVINO", linkerSettings: [.linkedLibrary("dl")]),

        // The rooms, from the ground up.
        room("Records"),
        room("WorkStealing"),
        room("SystemCalls", ["Records", "WorkStealing", "CLinux"]),
        room("Digest", ["CCrypto"]),
        room("Photo", ["Records", "CJPEG", "CExif"]),
        room("Compliance", ["Records"]),
        room("Judging", ["Records", "Digest", "Compliance"]),
        room("Detection", ["Records", "Photo", "SystemCalls", "Digest", "COpenVINO"], resources: [.copy("Resources")]),
        room("Drops", ["Records", "SystemCalls", "WorkStealing"]),
        room("Stores", ["Records", "SystemCalls"]),
        // It reads each drop's layout, so it stands on Drops.
        room("Settings", ["Records", "SystemCalls", "Drops"]),
        room("Ledger", ["Records", "WorkStealing", "SystemCalls", "CSQLite"]),
        room("Bundles", ["Records", "SystemCalls", "Digest", "CZstd"]),
        room("Watching", ["Records", "WorkStealing", "SystemCalls", "Photo", "Drops", "Settings", "Ledger"]),
        room(
            "Audit",
            [
                "Records", "WorkStealing", "SystemCalls", "Digest", "Photo", "Compliance", "Judging", "Detection",
                "Drops", "Stores", "Settings", "Ledger", "Bundles", "Watching",
            ]),
        room("Evaluation", ["Records", "SystemCalls", "Photo", "Compliance", "Judging"]),
        room("Reporting", ["Records", "SystemCalls", "Digest", "Judging", "Stores", "Ledger"]),
        room(
            "Service",
            [
                "Records", "WorkStealing", "SystemCalls", "Judging", "Drops", "Stores", "Settings", "Ledger",
                "Bundles", "Watching", "Detection", "Audit",
            ]),
        .executableTarget(
            name: "Sightline",
            dependencies: [
                "Records", "SystemCalls", "Photo", "Compliance", "Judging", "Detection", "Drops", "Stores", "Settings",
                "Ledger", "Bundles", "Audit", "Evaluation", "Reporting", "Service",
            ], swiftSettings: strict),
        .executableTarget(
            name: "SightlineBench",
            dependencies: [
                "Records", "SystemCalls", "Photo", "Judging", "Detection", "Drops", "Ledger", "Audit", "Reporting",
                "CJPEG",
            ],
            swiftSettings: strict),

        // What the optimised build must not do wrong; run by .ci/run.
        .executableTarget(
            name: "ReleaseCheck", dependencies: ["Records", "SystemCalls"], path: "Tests/ReleaseCheck",
            swiftSettings: strict),

        // Tests mirror Sources.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("Records", ["Records"]),
        tests("WorkStealing", ["WorkStealing"]),
        tests("SystemCalls", ["SystemCalls", "Records"]),
        tests("Digest", ["Digest"]),
        tests("Photo", ["Photo", "Records"], exclude: ["Fixtures"]),
        .target(
            name: "SceneSupport", dependencies: ["Compliance", "Records", "TestSupport"], path: "Tests/SceneSupport",
            swiftSettings: strict),
        tests("Compliance", ["Compliance", "Records", "SceneSupport"]),
        tests("Judging", ["Judging", "Compliance", "Records", "SceneSupport"]),
        tests(
            "Detection", ["Detection", "Photo", "Records"],
            exclude: ["Fixtures", "make-fixtures.py", "panel_reference.py"]),
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
                "Audit", "Records", "Compliance", "Judging", "Ledger", "Bundles", "Detection", "Drops", "SystemCalls",
                "WorkStealing",
            ]),
        tests("Evaluation", ["Evaluation", "Compliance", "Judging", "Photo", "Records"]),
        tests(
            "Reporting", ["Reporting", "Judging", "Records", "Ledger", "SystemCalls"],
            exclude: ["recompute.py", "browser.py"]),
        tests("Service", ["Service", "Settings", "Records", "Drops", "Ledger", "SystemCalls"]),
        tests("Sightline", ["Records", "Ledger", "Sightline"]),
    ],
    swiftLanguageModes: [.v6]
)
