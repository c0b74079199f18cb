print("sightline-bench")
