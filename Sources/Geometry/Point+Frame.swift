public import Records

extension Point {
    /// How far the point lies outside a frame of the given size, pixels; 0 inside it and on its edge.
    public func distance(outside size: Size) -> Double {
        let beyondX = max(0, -x, x - Double(size.width))
        let beyondY = max(0, -y, y - Double(size.height))
        return (beyondX * beyondX + beyondY * beyondY).squareRoot()
    }
}
