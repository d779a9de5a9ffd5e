//! The route of the map.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::model::{Counts, MappedNeighbourhood};
use crate::places::{Cell, NeighbourhoodRef};
use crate::platform::http::{Answer, Api, Call, Page, Reply};
use crate::platform::{Result, Tx};
use crate::policy::Action;

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/moderation/map", Action::SeeMap, "How much is asked and offered where, for the team", see_map)
        .lists::<MapItemBody>();
}

/// How much there is in a neighbourhood of the team. The numbers are those of the team's own lists: nothing is suppressed.
#[derive(Serialize, ToSchema)]
struct MapItemBody {
    /// Absent for what lies outside every neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<NeighbourhoodRef>,
    #[serde(flatten)]
    counts: CountsBody,
    /// The public cells in which there is something.
    cells: Vec<MapCellBody>,
}

/// How much there is.
#[derive(Serialize, ToSchema)]
#[schema(as = MapCounts)]
struct CountsBody {
    /// Requests for which helpers are looked for.
    open: i64,
    /// Requests that wait for a first look.
    waiting: i64,
    /// Offers that count.
    offers: i64,
}

/// How much there is in a cell.
#[derive(Serialize, ToSchema)]
struct MapCellBody {
    #[schema(value_type = String)]
    cell: Cell,
    #[serde(flatten)]
    counts: CountsBody,
}

impl From<Counts> for CountsBody {
    fn from(Counts { open, waiting, offers }: Counts) -> Self {
        Self { open, waiting, offers }
    }
}

fn body(tx: &mut Tx<'_>, of: MappedNeighbourhood) -> Result<MapItemBody> {
    Ok(MapItemBody {
        neighbourhood: of.id.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?,
        counts: of.counts.into(),
        cells: of.cells.into_iter().map(|it| MapCellBody { cell: it.cell, counts: it.counts.into() }).collect(),
    })
}

async fn see_map(call: Call) -> Answer {
    let items = call
        .read(|tx, actor| actions::see_map(tx, actor)?.into_iter().map(|it| body(tx, it)).collect::<Result<Vec<_>>>())
        .await?;
    Reply::json(StatusCode::OK, &Page { items, next: None })
}
