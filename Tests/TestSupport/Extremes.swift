/// Numbers that no honest file holds and that every door has to survive.
public enum Extremes {
    public static let integers: [Int64] = [
        .min, .min + 1, -9_007_199_254_740_993, -4_294_967_296, -1, 0, 1, 127, 128, 255, 65_535, 65_536, 2_147_483_647,
        2_147_483_648, 4_294_967_295, 4_294_967_296, 9_007_199_254_740_993, .max - 1, .max,
    ]

    public static let numbers: [Double] = [
        -.infinity, -.greatestFiniteMagnitude, -1e300, -9.3e18, -1e12, -1, -0.0, 0, .leastNonzeroMagnitude, 0.5, 1,
        1e12,
        9.2e18, 9.3e18, 1.9e19, 1e300, .greatestFiniteMagnitude, .infinity, .nan,
    ]

    /// As JSON5 spells them.
    public static let json5: [String] =
        [
            "-Infinity", "Infinity", "NaN", "-1e400", "1e400", "-1e300", "1e300", "9.3e18", "0x7fffffffffffffff",
            "1e-320",
        ]
        + integers.map { "\($0)" } + ["18446744073709551616", "-18446744073709551616", "0", "0.5"]
}
