//! A made-up population: helpers around the towns of Flanders and Brussels, as many as people live there, and neighbours who
//! ask. The same seed makes the same population.

use buurtnet::categories::Category;
use buurtnet::clock::Instant;
use buurtnet::ids::{OfferId, PersonId};
use buurtnet::places::{Position, Resolution, StaffCell};
use uuid::Uuid;

/// Latitude, longitude, and thousands of inhabitants (Statbel, rounded).
const TOWNS: [(f64, f64, u32); 50] = [
    (50.85, 4.35, 1_220),
    (51.22, 4.40, 530),
    (51.05, 3.72, 265),
    (51.21, 3.22, 119),
    (50.88, 4.70, 103),
    (51.03, 4.48, 87),
    (50.94, 4.04, 88),
    (50.93, 5.34, 80),
    (51.17, 4.14, 79),
    (50.83, 3.26, 78),
    (51.23, 2.92, 71),
    (50.97, 5.50, 66),
    (50.94, 3.13, 64),
    (51.21, 4.26, 48),
    (51.03, 4.10, 46),
    (51.32, 4.95, 46),
    (50.93, 4.43, 46),
    (50.85, 4.26, 44),
    (50.98, 3.53, 44),
    (51.08, 4.73, 43),
    (51.10, 3.99, 42),
    (50.82, 5.19, 41),
    (51.16, 4.99, 41),
    (50.74, 4.23, 41),
    (50.84, 4.02, 40),
    (50.89, 3.42, 39),
    (51.29, 4.49, 38),
    (50.93, 4.37, 38),
    (51.19, 5.12, 37),
    (51.13, 4.57, 37),
    (51.11, 3.71, 36),
    (50.85, 2.88, 35),
    (50.81, 4.94, 35),
    (51.23, 5.31, 35),
    (50.77, 3.88, 34),
    (51.35, 3.29, 33),
    (50.80, 3.12, 33),
    (50.85, 3.60, 32),
    (50.78, 5.46, 31),
    (50.98, 4.83, 30),
    (51.18, 4.84, 29),
    (50.75, 3.60, 27),
    (51.10, 5.79, 25),
    (50.99, 5.05, 24),
    (51.19, 3.56, 21),
    (50.86, 2.73, 20),
    (51.03, 2.86, 17),
    (51.14, 5.60, 16),
    (51.07, 2.66, 12),
    (51.46, 4.76, 18),
];

/// Numbers that look random and are the same for the same seed (`SplitMix64`).
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// From 0 up to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.bits() % end).unwrap_or(0)
    }

    /// With mean 0 and variance 1 (Irwin-Hall).
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

/// An active offer, as far as the search reads it.
pub struct Helper {
    pub offer: OfferId,
    pub person: PersonId,
    pub categories: Vec<Category>,
    pub home: Position,
    pub near: StaffCell,
    pub radius: u32,
    pub slots: i64,
    pub vetted_until: Option<Instant>,
}

/// Somebody who asks.
pub struct Asked {
    pub category: Category,
    pub place: Position,
    pub slots: Option<i64>,
    pub vetted_until: Option<Instant>,
    /// Whom a block keeps away.
    pub blocked: Vec<usize>,
}

/// The day on which all is asked.
pub fn today() -> Instant {
    Instant::from_micros(1_780_000_000_000_000).unwrap_or(Instant::from(chrono::DateTime::UNIX_EPOCH))
}

pub struct Population {
    pub helpers: Vec<Helper>,
    /// How many regions there are, each as large as the first and farther east.
    regions: usize,
    chance: Chance,
}

impl Population {
    pub fn new(size: usize, regions: usize, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let helpers = (0..size).map(|_| helper(&mut chance, regions)).collect();
        Self { helpers, regions, chance }
    }

    pub fn asks(&mut self) -> Asked {
        let chance = &mut self.chance;
        let category = category(chance);
        let slots = (chance.share() < 0.9).then(|| week(chance, 2));
        let vetted_until = category.needs_vetting().then(today);
        let place = home(chance, self.regions);
        let count = self.helpers.len();
        let blocked = if chance.share() < 0.3 { (0..3).map(|_| chance.below(count)).collect() } else { Vec::new() };
        Asked { category, place, slots, vetted_until, blocked }
    }
}

fn helper(chance: &mut Chance, regions: usize) -> Helper {
    let mut categories: Vec<Category> = (0..=chance.below(4)).map(|_| category(chance)).collect();
    categories.sort_unstable();
    categories.dedup();
    let home = home(chance, regions);
    // Half go less than two kilometres, one in ten more than seven.
    let radius = 500.0 - 2_600.0 * (1.0 - chance.share()).ln();
    let days = i64::try_from(chance.below(700)).unwrap_or(0) - 50;
    let vetted_until = (chance.share() < 0.4).then(|| today() + chrono::TimeDelta::days(days));
    let count = 1 + chance.below(5);
    Helper {
        offer: OfferId::from(Uuid::from_u64_pair(chance.bits(), chance.bits())),
        person: PersonId::from(Uuid::from_u64_pair(chance.bits(), chance.bits())),
        categories,
        near: home.staff_cell(),
        home,
        radius: whole(radius.min(15_000.0)),
        slots: week(chance, count),
        vetted_until,
    }
}

/// Some categories are offered and asked far more often than others.
fn category(chance: &mut Chance) -> Category {
    let all = Category::ALL;
    let once = chance.below(all.len());
    all.get(chance.below(once + 1)).copied().unwrap_or(Category::Other)
}

/// So many times of about half a day in the week, of 7 days of 8 parts.
fn week(chance: &mut Chance, times: usize) -> i64 {
    (0..times).fold(0, |mask, _| mask | 0b11 << (8 * chance.below(7) + 2 + chance.below(5)))
}

fn home(chance: &mut Chance, regions: usize) -> Position {
    let people: u32 = TOWNS.iter().map(|it| it.2).sum();
    let mut at = chance.below(usize::try_from(people).unwrap_or(1));
    let mut town = TOWNS[0];
    for it in TOWNS {
        let here = usize::try_from(it.2).unwrap_or(0);
        town = it;
        if at < here {
            break;
        }
        at -= here;
    }
    let (lat, lon, thousands) = town;
    // A town is as wide as its people need; a quarter lives around it.
    let spread = if chance.share() < 0.25 { 12_000.0 } else { 130.0 * f64::from(thousands * 1_000).sqrt() / 8.0 };
    let (north, east) = (chance.bell() * spread / 111_200.0, chance.bell() * spread / 70_000.0);
    let region = 4.0 * f64::from(u32::try_from(chance.below(regions)).expect("few regions"));
    Position::new(lat + north, lon + region + east).expect("a place in Flanders, or east of it")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn whole(number: f64) -> u32 {
    number as u32
}

impl Helper {
    /// The public cell of the home.
    pub fn cell(&self) -> buurtnet::places::Cell {
        self.home.cell(Resolution::default())
    }
}
