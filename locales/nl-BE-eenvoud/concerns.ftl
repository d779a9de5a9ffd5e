# Meldingen: hoe het staat, en wat je kan doen.

concern-state-submitted = We hebben je melding. Iemand leest ze.
concern-state-triaged = Iemand heeft je melding gelezen.
concern-state-investigating = Iemand kijkt wat er is.
concern-state-resolved = Het is in orde gebracht.
concern-state-dismissed = Iemand keek. Er was niets te doen.
concern-state-closed = Iemand keek naar je melding. Ze is klaar.
concern-help = Wordt het erger? Wacht niet op ons. Bel een van deze nummers.
concern-help-danger = Is er nu gevaar? Bel 112. De ploeg krijgt bericht, maar komt niet meteen.
concern-help-outside = Misschien is er nu niemand. Kan het niet wachten? Bel een van deze nummers.
