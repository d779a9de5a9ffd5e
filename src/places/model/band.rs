//! How far two residents live from each other, as far as they may know.

use super::Cell;

crate::db::types::words! {
    /// A distance as residents see it: never a number. From near to far.
    DistanceBand {
        /// Less than 500 metres; also the same cell.
        Under500m = "under500m",
        /// From 500 metres to less than 1 kilometre.
        Under1km = "under1km",
        /// From 1 to less than 2 kilometres.
        Under2km = "under2km",
        /// From 2 to less than 5 kilometres.
        Under5km = "under5km",
        /// 5 kilometres or more.
        Over5km = "over5km",
    }
}

impl DistanceBand {
    /// The band between two homes, from the centres of their public cells and nothing finer.
    #[must_use]
    pub fn between(a: Cell, b: Cell) -> Self {
        Self::of_metres(a.metres_to(b))
    }

    fn of_metres(metres: f64) -> Self {
        match metres {
            m if m < 500.0 => Self::Under500m,
            m if m < 1_000.0 => Self::Under1km,
            m if m < 2_000.0 => Self::Under2km,
            m if m < 5_000.0 => Self::Under5km,
            _ => Self::Over5km,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Position;
    use super::super::test_data::{resolution, somewhere_in_flanders};
    use super::*;
    use proptest::prelude::*;

    const ALL: [DistanceBand; 5] = [
        DistanceBand::Under500m,
        DistanceBand::Under1km,
        DistanceBand::Under2km,
        DistanceBand::Under5km,
        DistanceBand::Over5km,
    ];

    #[test]
    fn the_words_are_those_of_the_api() {
        let words = ["under500m", "under1km", "under2km", "under5km", "over5km"];
        for (band, word) in ALL.into_iter().zip(words) {
            assert_eq!(band.to_string(), word);
            assert_eq!(serde_json::to_string(&band).unwrap(), format!("\"{word}\""));
            assert_eq!(serde_json::from_str::<DistanceBand>(&format!("\"{word}\"")).unwrap(), band);
        }
        assert!(ALL.is_sorted());
    }

    #[test]
    fn under_means_less_than() {
        let edges = [0.0, 499.999, 500.0, 999.999, 1_000.0, 1_999.999, 2_000.0, 4_999.999, 5_000.0, 20_000_000.0];
        for (metres, band) in edges.into_iter().zip(ALL.into_iter().flat_map(|band| [band, band])) {
            assert_eq!(DistanceBand::of_metres(metres), band, "{metres}");
        }
    }

    proptest! {
        #[test]
        fn a_neighbour_who_moves_inside_a_cell_changes_no_band(
            position in somewhere_in_flanders(), other in somewhere_in_flanders(), resolution in resolution(),
            east in -1.0..=1.0, north in -1.0..=1.0,
        ) {
            let moved = Position::new(position.lat() + north * 0.002, position.lon() + east * 0.003).unwrap();
            prop_assume!(moved.cell(resolution) == position.cell(resolution));
            let there = other.cell(resolution);
            let band = DistanceBand::between(position.cell(resolution), there);
            prop_assert_eq!(band, DistanceBand::between(moved.cell(resolution), there));
            prop_assert_eq!(band, DistanceBand::between(there, moved.cell(resolution)));
            prop_assert_eq!(DistanceBand::between(there, there), DistanceBand::Under500m);
        }
    }
}
