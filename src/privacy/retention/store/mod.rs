//! What is forgotten, table by table. Beside erasure the one place that writes the rows of other slices: only together do
//! they leave nothing dangling.

pub(super) mod around;
pub(super) mod cases;
pub(super) mod inactive;
