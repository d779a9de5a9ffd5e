//! Waves (golven): some helpers are asked at once for an open request, then others, until enough have said yes.
//!
//! The team starts one where the neighbourhood does so, and can stop it. Only helpers are asked who want to be asked so, the
//! best first, each once for a request. The first yes stops the asking: whoever of the wave has not answered is not needed,
//! and never learns who it was. The requester hears of a helper who said yes, and of nobody before. When that comes to
//! nothing, the next are asked.
//!
//! Who is asked, and when, must not tell anybody more of where a helper lives than the public cell: candidates are found and
//! ranked by these, never by what the team sees.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> running: wave
//!     running --> running: the pause is over, or all have answered
//!     running --> exhausted: nobody is left to ask
//!     running --> stopped: stopWave, the request ends or is looked at anew
//!     exhausted --> stopped: stopWave
//! ```

pub mod actions;
pub(in crate::matching) mod http;
pub mod model;
mod store;
