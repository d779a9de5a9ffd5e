### Numbers to call when nobody of the team is there.

emergency-112 = Emergency: ambulance, fire brigade and police
emergency-1712 = Helpline for violence, abuse and child abuse
emergency-106 = Tele-Onthaal: somebody to talk to, day and night
