### Nummers om te bellen als er niemand van de ploeg is.

emergency-112 = Dringende hulp van ziekenwagen, brandweer en politie
emergency-1712 = Hulplijn bij geweld, misbruik en kindermishandeling
emergency-106 = Tele-Onthaal: iemand om mee te praten, dag en nacht
